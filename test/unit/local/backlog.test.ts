import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../../adapters/accepted-events.ts';
import { backlog } from '../../../local/backlog.ts';

const MOST = 4;
const turned = () => new Promise((done) => setImmediate(done));

/** A backlog over an archive in memory, whose positions are event numbers, and a workflow that the test controls. */
function shop() {
  const archived: Envelope[] = [];
  const held: string[] = [];
  const begun: string[] = [];
  const faults: string[] = [];
  let cut = Number.POSITIVE_INFINITY;
  const waiting = backlog({
    archive: {
      async *from(place) {
        for (let at = place; at < Math.min(cut, archived.length); at += 1) {
          await turned();
          yield { event: archived[at] as Envelope, next: at + 1 };
        }
      },
    },
    held: () => held.length,
    start: ({ id }) => held.push(id),
    sizeOf: () => 1,
    mayPass: ({ source }) => source === 'pricewire',
    most: MOST,
    onFault: (error) => faults.push((error as Error).message),
  });
  return {
    waiting,
    archived,
    held,
    begun,
    faults,
    lose(from: number) {
      cut = from;
    },
    accept(count: number, source = 'inventory') {
      const place = archived.length;
      const events = Array.from({ length: count }, (_, at) => ({ id: `e${place + at}`, source }) as Envelope);
      archived.push(...events);
      waiting.add(events, place);
    },
    /** Starts this number of the waiting events. */
    async begin(count: number) {
      for (let at = 0; at < count; at += 1) {
        const id = held.shift();
        if (id === undefined) break;
        begun.push(id);
        waiting.refill();
      }
      for (let turns = 0; turns < 20; turns += 1) await turned();
    },
  };
}

describe('a burst of events', () => {
  it('is held in memory as far as there is room, and waits on disk for the rest', async () => {
    const { accept, held, waiting } = shop();
    for (let at = 0; at < 10; at += 1) accept(1);
    await turned();

    expect([held.length, waiting.size()]).toEqual([4, 6]);
  });

  it('goes on in the order of the archive when half of the room is free', async () => {
    const { accept, begin, held, begun } = shop();
    for (let at = 0; at < 10; at += 1) accept(1);
    await begin(1);
    const withOne = [...held];
    await begin(1);

    expect([withOne, begun, held]).toEqual([
      ['e1', 'e2', 'e3'],
      ['e0', 'e1'],
      ['e2', 'e3', 'e4', 'e5'],
    ]);
  });

  it('lets a permitted event overtake, once', async () => {
    const { accept, begin, held, begun } = shop();
    for (let at = 0; at < 6; at += 1) accept(1);
    accept(1, 'pricewire');
    const withUrgent = [...held];
    for (let at = 0; at < 10; at += 1) await begin(2);

    expect(withUrgent).toEqual(['e0', 'e1', 'e2', 'e3', 'e6']);
    expect(begun.toSorted()).toEqual(['e0', 'e1', 'e2', 'e3', 'e4', 'e5', 'e6']);
  });

  it('stays on disk once the stack is stopping', async () => {
    const { accept, begin, held, waiting, begun } = shop();
    for (let at = 0; at < 10; at += 1) accept(1);
    held.splice(0, 2);
    // A read is under way.
    waiting.refill();
    waiting.close();
    await begin(10);

    expect([begun.length, waiting.size()]).toEqual([2, 6]);
  });

  it('that is missing from the archive is reported, and does not delay the events behind it', async () => {
    const { accept, begin, lose, faults, begun } = shop();
    for (let at = 0; at < 6; at += 1) accept(1);
    lose(5);
    await begin(10);
    lose(Number.POSITIVE_INFINITY);
    await begin(10);
    accept(1);
    await begin(10);

    expect(faults).toEqual([expect.stringContaining('1 accepted events are missing from the archive')]);
    expect(begun).toEqual(['e0', 'e1', 'e2', 'e3', 'e4', 'e6']);
  });

  it('starts each event once, and never exceeds the memory limit', async () => {
    const step = fc.oneof(
      fc.record({ accept: fc.integer({ min: 1, max: 10 }), urgent: fc.boolean() }),
      fc.record({ begin: fc.integer({ min: 1, max: 6 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const { accept, begin, held, begun, archived, waiting } = shop();
        for (const each of steps) {
          if ('accept' in each) accept(each.accept, each.urgent ? 'pricewire' : 'inventory');
          else await begin(each.begin);
          expect(held.length).toBeLessThanOrEqual(2 * MOST);
        }
        while (waiting.size() + held.length > 0) await begin(MOST);
        expect(begun.toSorted()).toEqual(archived.map(({ id }) => id).toSorted());
      }),
      { numRuns: 50 },
    );
  });
});
