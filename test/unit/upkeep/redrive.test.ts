import { beforeEach, describe, expect, it } from 'vitest';
import type { PriceOrder } from '../../../domain/context/order.ts';
import type { LedgerRow } from '../../../domain/record/ledger.ts';
import type { RedrivenLetter } from '../../../domain/record/upkeep-lines.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { cut } from '../../../tasks/receive-event.ts';
import { redriveId } from '../../../tasks/redrive-id.ts';
import { previewEvent } from '../../../upkeep/preview-event.ts';
import { type RedriveOrder, type Redriver, redrive } from '../../../upkeep/redrive.ts';
import { type CatalogData, memoryCatalog } from '../../fakes/memory-catalog.ts';
import { memoryExecutions } from '../../fakes/memory-executions.ts';
import { type LedgerData, memoryLedger } from '../../fakes/memory-ledger.ts';
import { type LetterQueueData, memoryLetterQueue } from '../../fakes/memory-letter-queue.ts';
import { memoryOrders, type OrdersData } from '../../fakes/memory-orders.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { spoil } from '../../fakes/plain.ts';
import { type Envelope, inventory, reprice, rollback } from '../../workflow/support/envelopes.ts';
import { guarded, inForce, minutesAgo, NOW, orderFor, product, state } from '../domain/make.ts';

interface World {
  queue: LetterQueueData;
  ledger: LedgerData;
  states: Record<string, PriceState>;
  catalog: CatalogData;
  orders: OrdersData;
  started: Record<string, unknown>[];
  slept: number;
}
let world: World;
let deps: Redriver;

beforeEach(() => {
  const { version, mode, ...terms } = guarded({ priceBand: { highest: 800 } });
  world = {
    queue: { letters: [] },
    ledger: { rows: {}, evidence: {} },
    states: {},
    catalog: {
      products: { SKU1: product() },
      policies: { default: { current: { version, mode }, versions: { [version]: terms } } },
    },
    orders: { orders: {}, used: {} },
    started: [],
    slept: 0,
  };
  const ledger = memoryLedger(world.ledger);
  deps = {
    queue: memoryLetterQueue(world.queue),
    ledger,
    priceStates: memoryPriceStates(world.states),
    orders: memoryOrders(world.orders),
    executions: opening(),
    preview: previewEvent({
      catalog: memoryCatalog(world.catalog),
      priceStates: memoryPriceStates(world.states),
      orders: memoryOrders(world.orders),
      clock: () => NOW,
    }),
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

/** The envelope, whose order was given on the price of this revision. */
function ordered(envelope: Envelope, onPriceRevision: number): Envelope {
  const event = { kind: 'rollback', productId: 'SKU1', orderId: String(envelope.detail['orderId']) };
  const order = orderFor(event, onPriceRevision) as PriceOrder;
  world.orders.orders[order.orderId] = order;
  return envelope;
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

async function run(order: Partial<RedriveOrder> = {}): Promise<RedrivenLetter[]> {
  const results: RedrivenLetter[] = [];
  for await (const each of redrive(deps, { wants: () => true, dryRun: false, rate: 1000, ...order }))
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
    deps.ledger.noteRedriven = async () => {
      throw new Error('no table');
    };

    expect(await run()).toMatchObject([{ status: 'stays', reason: expect.stringContaining('no table') }]);

    expect(world.started).toEqual([]);
    expect(left()).toEqual(['message of e1']);
  });

  it('stays when its event could not be started, and the others go on', async () => {
    for (const id of ['e1', 'e2']) deadLetter(inventory({}, id));
    const { start } = deps.executions;
    deps.executions.start = async (envelope) => {
      if (envelope['redriveOf'] === 'e1') throw new Error('throttled');
      return start(envelope);
    };

    expect(await run()).toMatchObject([{ status: 'stays' }, { status: 'redriven' }]);
    expect(left()).toEqual(['message of e1']);

    deps.executions.start = start;
    expect(await run()).toMatchObject([{ status: 'redriven' }]);
  });

  it('stays until the new event is in the ledger: what was started may be lost', async () => {
    deadLetter(inventory({}, 'e1'));
    deps.executions = memoryExecutions(world);

    expect(await run()).toMatchObject([
      { status: 'stays', reason: expect.stringContaining('not in the ledger') },
    ]);

    expect(left()).toEqual(['message of e1']);
    expect(world.slept).toBeGreaterThan(5_000);
  });

  it('is started once in a run, and stays with the reason when it dies again', async () => {
    deadLetter(inventory({}, 'e1'));
    const { start } = deps.executions;
    deps.executions.start = async (envelope) => {
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

describe('a letter about what can not be read', () => {
  it('stays, with the row that is in its way, and the others go', async () => {
    deadLetter(inventory({}, 'e1'));
    deadLetter(inventory({}, 'e2'));
    spoil(world.ledger.rows, 'e1', 'ledger', 'x');

    expect(await run()).toMatchObject([
      { eventId: 'e1', status: 'stays', reason: 'table ledger, key e1: x' },
      { eventId: 'e2', status: 'redriven' },
    ]);

    expect(left()).toEqual(['message of e1']);
  });

  it('stays, where it is an order on a price whose state can not be read', async () => {
    deadLetter(rollback(900, 'e1'));
    spoil(world.states, 'SKU1', 'price-state', 'x');

    expect(await run()).toMatchObject([{ status: 'stays', reason: 'table price-state, key SKU1: x' }]);
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
        deadLetter(ordered(rollback(900, 'e1'), 6));
        world.states['SKU1'] = state({ price: inForce(1_500, { since: minutesAgo(5), revision: 7 }) });
      },
      'another price came in force',
    ],
  ])('stays with the reason: %s', async (_, plant, reason) => {
    plant();

    expect(await run()).toMatchObject([{ status: 'stays', reason: expect.stringMatching(reason) }]);

    expect(world.started).toEqual([]);
    expect(left()).toHaveLength(1);
  });

  it('is no rollback that is overtaken while the price that it was asked on is in force', async () => {
    deadLetter(ordered(rollback(900, 'e1'), 7));
    world.states['SKU1'] = state({ price: inForce(1_500, { since: minutesAgo(5), revision: 7 }) });

    expect(await run()).toMatchObject([{ status: 'redriven' }]);

    expect(world.started).toMatchObject([{ redriveOf: 'e1', detail: { orderId: 'rollback-at-900' } }]);
  });

  it('can be taken by others as soon as the run is over', async () => {
    deadLetter(inventory({ stock: -1 }, 'e1'));

    await run();

    expect(await deps.queue.take(60)).toHaveLength(1);
  });
});

describe('an event that was never delivered', () => {
  it('is started to end held, where it is a rollback that a later price has overtaken', async () => {
    undelivered(ordered(rollback(900, 'e1'), 6));
    world.states['SKU1'] = state({ price: inForce(1_500, { since: minutesAgo(5), revision: 7 }) });

    expect(await run()).toMatchObject([{ status: 'redriven', redrivenAs: 'e1' }]);

    expect(world.started).toMatchObject([{ id: 'e1', detail: { orderId: 'rollback-at-900' } }]);
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
    expect(await deps.queue.take(60)).toHaveLength(10);
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
    expect(await deps.queue.take(60)).toHaveLength(3);
  });

  it.each([
    [
      'a price that the guardrails change',
      rollback(900, 'e1'),
      { outcome: 'priced', asked: 900, inForce: 800 },
    ],
    ['an older event', inventory({ sequence: 1 }, 'e1'), { outcome: 'superseded' }],
    ['a sequence that jumps', inventory({ sequence: 9_000_000 }, 'e1'), { outcome: 'dead-lettered' }],
    ['a product without stock', inventory({ stock: 0 }, 'e1'), { outcome: 'held', inForce: 600 }],
  ])('tells in a dry run what would come of %s, by the guardrails of now', async (_, event, would) => {
    world.states['SKU1'] = state({ price: inForce(600) });
    const order = orderFor({ kind: 'rollback', productId: 'SKU1', orderId: 'rollback-at-900' }, 1);
    if (order) world.orders.orders[order.orderId] = order;
    deadLetter(event);
    const [result] = await run({ dryRun: true });
    expect(result).toMatchObject({
      status: 'would-redrive',
      would: { ...would, reason: expect.any(String) },
    });
  });

  it('asks for no preview where it starts the event', async () => {
    world.states['SKU1'] = state({ price: inForce(600) });
    deadLetter(rollback(900, 'e1'));
    expect((await run())[0]).not.toHaveProperty('would');
  });

  it('keeps to its rate', async () => {
    for (let at = 0; at < 40; at += 1) deadLetter(reprice(`e${at}`));

    await run({ rate: 5 });

    expect(world.slept).toBe(8_000);
  });

  it('gives everything back when it is broken off', async () => {
    for (let at = 0; at < 25; at += 1) deadLetter(inventory({}, `e${at}`));
    const results = redrive(deps, { wants: ({ eventId }) => eventId === 'e1', dryRun: false, rate: 1000 });
    await results.next();

    await results.return(undefined);

    expect(left()).toHaveLength(24);
    expect(world.queue.letters.filter(({ takenUntil }) => takenUntil !== undefined)).toEqual([]);
  });
});
