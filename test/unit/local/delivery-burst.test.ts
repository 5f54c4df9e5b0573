import { expect, it } from 'vitest';
import type { Envelope } from '../../../adapters/accepted-events.ts';
import { deliverTo } from '../../../local/delivery.ts';
import type { Execution } from '../../../local/engine/index.ts';

type Deps = Parameters<typeof deliverTo>[0];

/** The events are large, so that a few fill the memory. */
const SIZE = 100_000;
const IN_MEMORY = Math.floor((32 * 2 ** 20) / SIZE);

/** A delivery from an archive in memory to a workflow whose executions start when the test says so. */
function shop() {
  const archived: Envelope[] = [];
  const starts: { id: string; begin: (execution: Execution) => void }[] = [];
  const begun: string[] = [];
  const delivery = deliverTo({
    archive: {
      async append(events: Envelope[]) {
        return archived.push(...events) - events.length;
      },
      async *from(place: number) {
        for (const [at, event] of archived.entries()) if (at >= place) yield { event, next: at + 1 };
      },
    } as unknown as Deps['archive'],
    outage: () => undefined,
    workflow: {
      inFlight: () => starts.length,
      idle: async () => {},
      start: (input: string) =>
        new Promise<Execution>((begin) => starts.push({ id: JSON.parse(input).id, begin })),
    } as unknown as Deps['workflow'],
    sqs: {} as Deps['sqs'],
    onFault: (error) => {
      throw error;
    },
  });
  const events = (prefix: string, count: number, productId = 'HOT') =>
    Array.from(
      { length: count },
      (_, at) =>
        ({
          id: `${prefix}${at}`,
          source: 'inventory',
          detail: { productId, text: 'x'.repeat(SIZE) },
        }) as Envelope,
    );
  return {
    delivery,
    starts,
    begun,
    events,
    async beginAll() {
      while (delivery.inFlight() > 0) {
        for (const { id, begin } of starts.splice(0)) {
          begun.push(id);
          begin({} as Execution);
        }
        await new Promise((done) => setImmediate(done));
      }
    },
  };
}

it('holds a bounded part of a burst in memory, counts all of it, and starts each event once', async () => {
  const { delivery, starts, begun, events, beginAll } = shop();
  const burst = events('e', 2 * IN_MEMORY);
  for (const event of burst) await delivery.accept([event]);
  const [heldInMemory, inFlight] = [starts.length, delivery.inFlight()];
  await beginAll();

  expect(heldInMemory).toBeGreaterThan(IN_MEMORY / 2);
  expect(heldInMemory).toBeLessThanOrEqual(IN_MEMORY);
  expect(inFlight).toBe(burst.length);
  expect(begun.toSorted()).toEqual(burst.map(({ id }) => id).toSorted());
});

it('lets other products overtake a crowd that waits on disk', async () => {
  const { delivery, starts, events } = shop();
  for (const event of events('e', 2 * IN_MEMORY)) await delivery.accept([event]);
  for (const event of events('other', 10, 'OTHER')) await delivery.accept([event]);

  expect(starts.filter(({ id }) => id.startsWith('other'))).toHaveLength(8);
});

it('holds a bounded part of what an earlier run left in memory', async () => {
  const { delivery, starts, begun, events, beginAll } = shop();
  const left = events('left', 2 * IN_MEMORY);
  let queued = 0;
  const queueing = (async () => {
    for (const event of left) {
      await delivery.queue(event);
      queued += 1;
    }
  })();
  await new Promise((done) => setImmediate(done));
  const heldInMemory = starts.length;
  while (queued < left.length) await beginAll();
  await queueing;
  await beginAll();

  expect(heldInMemory).toBeLessThanOrEqual(IN_MEMORY);
  expect(begun).toHaveLength(left.length);
});

it('is idle only when nothing waits on disk either', async () => {
  const { delivery, events, beginAll } = shop();
  for (const event of events('e', IN_MEMORY + 1)) await delivery.accept([event]);
  let idle = false;
  const waited = delivery.idle().then(() => {
    idle = true;
  });
  await new Promise((done) => setImmediate(done));
  expect(idle).toBe(false);

  await beginAll();
  await waited;
});
