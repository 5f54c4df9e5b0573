import { beforeEach, describe, expect, it } from 'vitest';
import type { LedgerRow } from '../../../domain/ledger.ts';
import type { PriceState } from '../../../domain/price-state.ts';
import { cut } from '../../../tasks/receive-event.ts';
import {
  type Redriven,
  type RedriveOrder,
  type Redriver,
  redrive,
  redriveId,
} from '../../../tasks/redrive.ts';
import { memoryExecutions } from '../../fakes/memory-executions.ts';
import { type LedgerData, memoryLedger } from '../../fakes/memory-ledger.ts';
import { type LetterQueueData, memoryLetterQueue } from '../../fakes/memory-letter-queue.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { type Envelope, inventory, release, reprice, rollback } from '../../workflow/support/envelopes.ts';
import { inForce, minutesAgo, NOW, state } from '../domain/make.ts';

interface World {
  queue: LetterQueueData;
  ledger: LedgerData;
  states: Record<string, PriceState>;
  started: Record<string, unknown>[];
  slept: number;
}
let world: World;
let need: Redriver;

beforeEach(() => {
  world = { queue: { letters: [] }, ledger: { rows: {}, evidence: {} }, states: {}, started: [], slept: 0 };
  const ledger = memoryLedger(world.ledger);
  need = {
    queue: memoryLetterQueue(world.queue),
    ledger,
    priceStates: memoryPriceStates(world.states),
    executions: opening(),
    sleep: async (ms) => {
      world.slept += ms;
    },
    now: () => 0,
  };
});

/** Starts executions that open their rows at once. */
function opening(): Redriver['executions'] {
  const executions = memoryExecutions(world);
  return {
    async start(envelope) {
      const arn = await executions.start(envelope);
      world.ledger.rows[String(envelope['id'])] ??= row(String(envelope['id']), { outcome: undefined });
      return arn;
    },
  };
}

const row = (eventId: string, changes: Partial<LedgerRow> = {}): LedgerRow => ({
  eventId,
  acceptedAt: NOW,
  receivedAt: NOW,
  envelope: '{}',
  executions: [],
  decisions: {},
  outcome: 'dead-lettered',
  sweeps: 0,
  ...changes,
});

/** A letter of the dead-letter queue, and the row of its event. */
function deadLetter(envelope: Envelope, { error = 'SequenceJump', text = JSON.stringify(envelope) } = {}) {
  const { id: eventId } = envelope;
  world.ledger.rows[eventId] ??= row(eventId);
  const body = JSON.stringify({ eventId, stage: 'LoadContext', error, reason: error, envelope: text });
  world.queue.letters.push({ messageId: `message of ${eventId}`, body, attributes: {} });
}

function undelivered(body: unknown, attributes: Record<string, string> = {}) {
  world.queue.letters.push({
    messageId: `message ${world.queue.letters.length}`,
    body: JSON.stringify(body),
    attributes,
  });
}

async function run(order: Partial<RedriveOrder> = {}): Promise<Redriven[]> {
  const results: Redriven[] = [];
  for await (const each of redrive(need, { wants: () => true, dryRun: false, rate: 1000, ...order }))
    results.push(each);
  return results;
}
const left = () => world.queue.letters.map(({ messageId }) => messageId);
const startedIds = () => world.started.map(({ id }) => id);

describe('a dead letter', () => {
  it('is started under an id of its own, tells the old row, and leaves the queue', async () => {
    deadLetter(inventory({}, 'e1'));
    const id = redriveId('e1');

    expect(await run()).toEqual([
      { status: 'redriven', messageId: 'message of e1', eventId: 'e1', productId: 'SKU1', redrivenAs: id },
    ]);

    expect(world.started).toEqual([{ ...inventory({}, 'e1'), id, redriveOf: 'e1' }]);
    expect(world.ledger.rows['e1']).toMatchObject({ outcome: 'dead-lettered', redrivenAs: id });
    expect(left()).toEqual([]);
  });

  it('is started under the same id whenever it is redriven, and under another each time it dies again', () => {
    expect(redriveId('e1')).toBe(redriveId('e1'));
    expect(new Set(['e1', redriveId('e1'), redriveId(redriveId('e1')), 'e2'].map(redriveId)).size).toBe(4);
  });

  it('is not started again that was, by a run that died before it removed the letter', async () => {
    deadLetter(inventory({}, 'e1'));
    world.ledger.rows[redriveId('e1')] = row(redriveId('e1'), { outcome: 'priced' });

    expect(await run()).toMatchObject([{ status: 'redriven' }]);

    expect(world.started).toEqual([]);
    expect(left()).toEqual([]);
  });

  it('tells its row first: if that fails, nothing is started', async () => {
    deadLetter(inventory({}, 'e1'));
    need.ledger.noteRedriven = async () => {
      throw new Error('no table');
    };

    expect(await run()).toMatchObject([{ status: 'stays', reason: expect.stringContaining('no table') }]);

    expect(world.started).toEqual([]);
    expect(left()).toEqual(['message of e1']);
  });

  it('stays when its event could not be started, and the others go on', async () => {
    for (const id of ['e1', 'e2']) deadLetter(inventory({}, id));
    const { start } = need.executions;
    need.executions.start = async (envelope) => {
      if (envelope['redriveOf'] === 'e1') throw new Error('throttled');
      return start(envelope);
    };

    expect(await run()).toMatchObject([{ status: 'stays' }, { status: 'redriven' }]);
    expect(left()).toEqual(['message of e1']);

    need.executions.start = start;
    expect(await run()).toMatchObject([{ status: 'redriven' }]);
  });

  it('stays until the new event is in the ledger: what was started may be lost', async () => {
    deadLetter(inventory({}, 'e1'));
    need.executions = memoryExecutions(world);

    expect(await run()).toMatchObject([
      { status: 'stays', reason: expect.stringContaining('not in the ledger') },
    ]);

    expect(left()).toEqual(['message of e1']);
    expect(world.slept).toBeGreaterThan(5_000);
  });

  it('is started once in a run, and stays with the reason when it dies again', async () => {
    deadLetter(inventory({}, 'e1'));
    const { start } = need.executions;
    need.executions.start = async (envelope) => {
      const arn = await start(envelope);
      deadLetter(inventory({}, String(envelope['id'])));
      return arn;
    };

    expect(await run()).toMatchObject([
      { status: 'redriven', eventId: 'e1' },
      { status: 'stays', eventId: redriveId('e1'), reason: expect.stringContaining('again: SequenceJump') },
    ]);

    expect(startedIds()).toEqual([redriveId('e1')]);
    expect(left()).toEqual([`message of ${redriveId('e1')}`]);
  });

  it('goes once for all its copies', async () => {
    deadLetter(inventory({}, 'e1'));
    deadLetter(inventory({}, 'e1'));

    await run();

    expect(new Set(startedIds())).toEqual(new Set([redriveId('e1')]));
    expect(left()).toEqual([]);
  });
});

describe('what can not be started again', () => {
  it.each<[string, () => void, string | RegExp]>([
    [
      'an event that was cut',
      () =>
        deadLetter(inventory({}, 'e1'), {
          text: cut(JSON.stringify({ ...inventory({}, 'e1'), x: 'y'.repeat(99_000) })),
        }),
      'does not hold the whole event',
    ],
    [
      'an event that is still invalid',
      () => deadLetter(inventory({ stock: -1 }, 'e1')),
      /refused again: detail.stock/,
    ],
    ['a letter that tells no event', () => undelivered({ no: 'event' }), 'the id of its event'],
    ['a letter that is no JSON', () => undelivered('text'), 'the id of its event'],
    [
      'an event that is too large',
      () => undelivered({ ...inventory({}, 'e1'), padding: 'x'.repeat(270_000) }),
      /too large to start/,
    ],
    [
      'an event that is not closed yet',
      () => {
        world.ledger.rows['e1'] = row('e1', { outcome: undefined });
        deadLetter(inventory({}, 'e1'));
      },
      'not closed yet',
    ],
    [
      'a rollback that a later price has overtaken',
      () => {
        deadLetter({ ...rollback(900, 'e1'), time: minutesAgo(10) });
        world.states['SKU1'] = state({ price: inForce(1_500, { since: minutesAgo(5) }) });
      },
      'another price came in force',
    ],
  ])('stays with the reason: %s', async (_, plant, reason) => {
    plant();

    expect(await run()).toMatchObject([{ status: 'stays', reason: expect.stringMatching(reason) }]);

    expect(world.started).toEqual([]);
    expect(left()).toHaveLength(1);
  });

  it('is no rollback while the price that it was asked on is in force; only that may it replace', async () => {
    deadLetter(rollback(900, 'e1'));
    world.states['SKU1'] = state({ price: inForce(1_500, { since: minutesAgo(5), revision: 7 }) });

    expect(await run()).toMatchObject([{ status: 'redriven' }]);

    expect(world.started).toMatchObject([{ detail: { price: 900, onPriceRevision: 7 } }]);
  });

  it('is a release on the price that it named', async () => {
    const letter = release(900, 'e1');
    deadLetter({ ...letter, detail: { ...letter.detail, onPriceRevision: 6 } });
    world.states['SKU1'] = state({ price: inForce(1_500, { since: minutesAgo(5), revision: 7 }) });

    await run();

    expect(world.started).toMatchObject([{ detail: { onPriceRevision: 6 } }]);
  });

  it('can be taken by others as soon as the run is over', async () => {
    deadLetter(inventory({ stock: -1 }, 'e1'));

    await run();

    expect(await need.queue.take(60)).toHaveLength(1);
  });
});

describe('an event that was never delivered', () => {
  it('is started to end held, where it is a rollback that a later price has overtaken', async () => {
    undelivered({ ...rollback(900, 'e1'), time: minutesAgo(10) });
    world.states['SKU1'] = state({ price: inForce(1_500, { since: minutesAgo(5), revision: 7 }) });

    expect(await run()).toMatchObject([{ status: 'redriven', redrivenAs: 'e1' }]);

    expect(world.started).toMatchObject([{ id: 'e1', detail: { onPriceRevision: 6 } }]);
    expect(left()).toEqual([]);
  });

  it('is started as what it is: it has no outcome to keep', async () => {
    undelivered(inventory({}, 'e1'), { ERROR_CODE: 'ThrottlingException' });

    expect(await run()).toMatchObject([{ status: 'redriven', eventId: 'e1', redrivenAs: 'e1' }]);

    expect(world.started).toEqual([inventory({}, 'e1')]);
    expect(left()).toEqual([]);
  });

  it('only leaves the queue if it has its outcome by now', async () => {
    undelivered(inventory({}, 'e1'));
    world.ledger.rows['e1'] = row('e1', { outcome: 'priced' });

    expect(await run()).toMatchObject([{ status: 'cured', reason: 'it ended priced' }]);

    expect(world.started).toEqual([]);
    expect(left()).toEqual([]);
  });
});

describe('a run', () => {
  it('takes what is wanted, and gives the rest back', async () => {
    for (let at = 0; at < 25; at += 1)
      deadLetter(inventory({}, `e${at}`), { error: at === 13 ? 'UnknownProduct' : 'SequenceJump' });

    const results = await run({ wants: ({ error }) => error === 'UnknownProduct' });

    expect(results).toMatchObject([{ eventId: 'e13' }]);
    expect(left()).toHaveLength(24);
    expect(await need.queue.take(60)).toHaveLength(10);
  });

  it('knows the error that the bus met with', async () => {
    undelivered(inventory({}, 'e1'), { ERROR_CODE: 'ThrottlingException' });
    expect(await run({ wants: ({ error }) => error === 'ThrottlingException' })).toHaveLength(1);
  });

  it('tells in a dry run what it would do, and does nothing', async () => {
    deadLetter(inventory({}, 'e1'));
    deadLetter(inventory({ stock: -1 }, 'e2'));
    undelivered(inventory({}, 'e3'));
    world.ledger.rows['e3'] = row('e3', { outcome: 'held' });
    const before = structuredClone(world.ledger);

    const results = await run({ dryRun: true });

    expect(results.map(({ status }) => status)).toEqual(['would-redrive', 'stays', 'would-be-cured']);
    expect(world.ledger).toEqual(before);
    expect(world.started).toEqual([]);
    expect(left()).toHaveLength(3);
    expect(await need.queue.take(60)).toHaveLength(3);
  });

  it('keeps to its rate', async () => {
    for (let at = 0; at < 40; at += 1) deadLetter(reprice(`e${at}`));

    await run({ rate: 5 });

    expect(world.slept).toBe(8_000);
  });

  it('gives everything back when it is broken off', async () => {
    for (let at = 0; at < 25; at += 1) deadLetter(inventory({}, `e${at}`));
    const results = redrive(need, { wants: ({ eventId }) => eventId === 'e1', dryRun: false, rate: 1000 });
    await results.next();

    await results.return(undefined);

    expect(left()).toHaveLength(24);
    expect(world.queue.letters.filter(({ takenUntil }) => takenUntil !== undefined)).toEqual([]);
  });
});
