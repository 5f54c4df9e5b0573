import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../../adapters/accepted-events.ts';
import type { MissingEvent } from '../../../domain/record/upkeep-lines.ts';
import { noState, type PriceState } from '../../../domain/state/price-state.ts';
import { HOUR_MS, shift } from '../../../domain/values/time.ts';
import { deadLetter } from '../../../tasks/dead-letter.ts';
import { readContext } from '../../../tasks/read-context.ts';
import { rebuildNow } from '../../../upkeep/rebuild-cache.ts';
import { reconcileArchive } from '../../../upkeep/reconcile-archive.ts';
import { repriceDue } from '../../../upkeep/reprice-due.ts';
import { rollback } from '../../../upkeep/rollback.ts';
import { settleMarks } from '../../../upkeep/settle-marks.ts';
import { sweep } from '../../../upkeep/sweep.ts';
import { verifyCache } from '../../../upkeep/verify-cache.ts';
import { committing, markAt, opening } from '../../contract/samples.ts';
import { memoryBus } from '../../fakes/memory-bus.ts';
import { memoryCacheContent } from '../../fakes/memory-cache-content.ts';
import { memoryCacheSentinel } from '../../fakes/memory-cache-sentinel.ts';
import { memoryCatalog } from '../../fakes/memory-catalog.ts';
import { memoryExecutions } from '../../fakes/memory-executions.ts';
import { type LedgerData, memoryLedger } from '../../fakes/memory-ledger.ts';
import { memoryOrders } from '../../fakes/memory-orders.ts';
import { memoryPriceCache } from '../../fakes/memory-price-cache.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { spoil } from '../../fakes/plain.ts';
import { inventory, minutesAgo, NOW, policy, product, state } from '../domain/make.ts';

const clock = () => NOW;

/** A readable row `good` and an unreadable row `bad`, of events received an hour ago. */
async function rows(): Promise<LedgerData> {
  const data: LedgerData = { rows: {}, evidence: {} };
  const times = { acceptedAt: minutesAgo(60), receivedAt: minutesAgo(60) };
  for (const id of ['bad', 'good']) await memoryLedger(data).open(opening(id, times));
  return data;
}

/** A ledger of these rows, in which only the indexes still list `bad`. */
function withoutBad(data: LedgerData) {
  const indexed = memoryLedger(structuredClone(data));
  spoil(data.rows, 'bad', 'ledger', 'receivedAt: Invalid input');
  return { ...memoryLedger(data), openBefore: indexed.openBefore };
}

describe('a row that cannot be read', () => {
  it('holds up no other for the sweeper', async () => {
    const data = await rows();
    const started: Record<string, unknown>[] = [];
    const executions = memoryExecutions({ started });
    const settings = { openForMs: 1_000, maxSweeps: 5 };

    const swept = await sweep({ ledger: withoutBad(data), executions, clock, settings })();

    expect(swept).toMatchObject({ restarted: 1, open: 1 });
    expect(started).toMatchObject([{ id: 'good' }]);
  });

  it('is there for the reconciliation, which does not start its event again', async () => {
    const data = await rows();
    spoil(data.rows, 'bad', 'ledger', 'x');
    const archived = ['bad', 'lost'].map((id): Envelope => ({ id, time: minutesAgo(60), detail: {} }));

    const missing = await missingOf(data, {}, archived);

    expect(missing.map(({ eventId }) => eventId)).toEqual(['lost']);
  });

  it('is named by the check of the cache, and not taken for one that is not there', async () => {
    const states = { SKU1: committing(1, 'e1') };
    const data: LedgerData = { rows: {}, evidence: {} };
    spoil(data.rows, 'e1', 'ledger', 'x');

    const found = await differences(states, data);

    expect(found).toContainEqual(['unreadable-item', 'table ledger, key e1: x']);
    expect(found.map(([kind]) => kind)).not.toContain('no-ledger-row');
  });

  it('leaves the marks of others to be settled', async () => {
    const data: LedgerData = { rows: {}, evidence: {} };
    const times = { acceptedAt: minutesAgo(60), receivedAt: minutesAgo(60) };
    await memoryLedger(data).open(opening('good', times));
    await memoryLedger(data).close('good', { outcome: 'priced', closedAt: NOW });
    spoil(data.rows, 'bad', 'ledger', 'x');
    const states = {
      SKU1: committing(1, 'good', { unsettled: { bad: markAt(1), good: markAt(1) } }),
    };

    await settleMarks({
      ledger: memoryLedger(data),
      priceStates: memoryPriceStates(states),
      clock: () => shift(NOW, 25 * HOUR_MS),
    })();

    expect(Object.keys(states.SKU1.unsettled)).toEqual(['bad']);
  });
});

describe('a price state that cannot be read', () => {
  const spoilt = (changes: Record<string, PriceState> = {}) => {
    const states: Record<string, PriceState> = { GOOD: state({ productId: 'GOOD' }), ...changes };
    spoil(states, 'SKU1', 'price-state', 'revision: Invalid input');
    return states;
  };
  const failure = { stage: 'LoadContext', error: 'UnreadableItem', cause: 'table price-state, key SKU1: x' };

  it('lets no event of its product be judged', async () => {
    const catalog = memoryCatalog({ products: { SKU1: product() }, policies: {} });
    const deps = {
      catalog,
      priceStates: memoryPriceStates(spoilt()),
      orders: memoryOrders({ orders: {}, used: {} }),
      clock,
    };

    await expect(readContext(deps)({ event: inventory() })).rejects.toThrow(
      'table price-state, key SKU1: revision: Invalid input',
    );
  });

  it('has its events dead-lettered behind a fence on the row, and takes no commit judged on it before', async () => {
    const data: LedgerData = { rows: {}, evidence: {} };
    const states = spoilt();
    Object.assign(states['SKU1'] ?? {}, { revision: 4 });
    const ledger = memoryLedger(data);
    const envelope = JSON.stringify(stock('e1'));
    await ledger.open(opening('e1', { envelope }));

    const ended = await deadLetter({ ledger, priceStates: memoryPriceStates(states), clock })({
      event: { id: 'e1' },
      execution: 'x',
      failure,
    });

    expect(states['SKU1']?.revision).toBe(5);
    expect(ended).toMatchObject({
      next: 'send',
      message: { productId: 'SKU1', error: 'UnreadableItem' },
    });
    expect(data.rows['e1']?.fencedAt).toBe(NOW);
  });

  it('has an event left open that has a mark in it: it is committed', async () => {
    const data: LedgerData = { rows: {}, evidence: {} };
    const ledger = memoryLedger(data);
    await ledger.open(opening('e1', { envelope: JSON.stringify(stock('e1')) }));
    const states = spoilt();
    Object.assign(states['SKU1'] ?? {}, { revision: 4, unsettled: { e1: markAt(4) } });

    const ended = await deadLetter({ ledger, priceStates: memoryPriceStates(states), clock })({
      event: { id: 'e1' },
      execution: 'x',
      failure,
    });

    expect(ended).toEqual({ next: 'leave' });
  });

  it('has an event left open that was decided without a state, since it may be committed', async () => {
    const data: LedgerData = { rows: {}, evidence: {} };
    const ledger = memoryLedger(data);
    await ledger.open(opening('e1', { envelope: JSON.stringify(stock('e1')) }));
    const decided = data.rows['e1'];
    if (decided) decided.decisions = { 1: { outcome: 'priced' } };

    const ended = await deadLetter({ ledger, priceStates: memoryPriceStates(spoilt()), clock })({
      event: { id: 'e1' },
      execution: 'x',
      failure,
    });

    expect(ended).toEqual({ next: 'leave' });
  });

  it('is left out by the schedule, the rebuild of the cache and the check of it, which names it', async () => {
    const states = spoilt({ DUE: state({ productId: 'DUE', repriceAt: minutesAgo(1) }) });
    const bus: Parameters<typeof memoryBus>[0] = { events: [] };
    await repriceDue({ priceStates: memoryPriceStates(states), bus: memoryBus(bus), clock })();
    expect(bus.events).toMatchObject([{ kind: 'reprice', detail: { productId: 'DUE' } }]);

    const hashes: Record<string, Record<string, string>> = {};
    const { published } = await rebuildNow({
      priceStates: memoryPriceStates(states),
      cache: memoryPriceCache({ hashes }),
      sentinel: memoryCacheSentinel({ serverId: 'one', sentinel: {} }, () => 'g'),
      content: memoryCacheContent({ hashes }),
      newEpoch: () => 'e',
    });
    expect(published).toBe(2);

    expect(await differences(states, { rows: {}, evidence: {} })).toContainEqual([
      'unreadable-item',
      'table price-state, key SKU1: revision: Invalid input',
    ]);
  });

  it('keeps a rollback from its product alone', async () => {
    const states = spoilt({ GOOD: noState('GOOD') });
    const deps = {
      priceStates: memoryPriceStates(states),
      ledger: memoryLedger({ rows: {}, evidence: {} }),
      catalog: memoryCatalog({ products: {}, policies: {} }),
      orders: memoryOrders({ orders: {}, used: {} }),
      newId: () => 'order-1',
      clock,
      bus: memoryBus({ events: [] }),
      wait: async () => {},
    };
    async function* products() {
      yield product({ productId: 'SKU1' });
      yield product({ productId: 'GOOD' });
    }
    const audit = { day: NOW.slice(0, 10), seq: 1 };
    const request = { since: minutesAgo(5), by: 'ann', why: 'x', dryRun: true, audit };

    const steps = rollback(deps, products(), request);

    expect((await steps.next()).value).toMatchObject({ without: 1, unreadable: 1 });
  });

  it('keeps the reconciliation from a rollback of its product alone', async () => {
    const detail = { productId: 'SKU1', orderId: 'order-1' };
    const order = { ...stock('order'), source: 'pricewire', 'detail-type': 'RollbackRequested', detail };

    const missing = await missingOf({ rows: {}, evidence: {} }, spoilt(), [order, stock('lost')]);

    expect(missing).toMatchObject([
      { eventId: 'order', started: false, kept: expect.stringContaining("can't be read") },
      { eventId: 'lost', started: true },
    ]);
  });
});

describe('the health of the models that cannot be read', () => {
  it('has the rules decide, under a policy that goes by it', async () => {
    const terms = policy({ model: { use: true, calibration: {} } as never });
    const catalog = memoryCatalog({
      products: { SKU1: product() },
      policies: { default: { current: { version: 3, mode: 'live' }, versions: { 3: terms } } },
    });
    const data = {};
    spoil(data, 'health', 'catalog', 'x');
    const modelHealth = async () => {
      throw (await memoryPriceStates(data)
        .read('health')
        .catch((error: unknown) => error)) as Error;
    };
    const deps = {
      catalog: { ...catalog, modelHealth },
      priceStates: memoryPriceStates({}),
      orders: memoryOrders({ orders: {}, used: {} }),
      clock,
    };

    expect(await readContext(deps)({ event: inventory() })).toMatchObject({ next: 'ask-rules' });
  });
});

const stock = (id: string): Envelope => ({
  version: '0',
  id,
  source: 'inventory',
  'detail-type': 'InventoryChanged',
  time: minutesAgo(60),
  detail: { productId: 'SKU1', stock: 3, sequence: 7, occurredAt: minutesAgo(60) },
});

async function missingOf(
  data: LedgerData,
  states: Record<string, PriceState>,
  archived: Envelope[],
): Promise<MissingEvent[]> {
  const deps = {
    archive: {
      lagMs: 0,
      async *between() {
        for (const event of archived) yield { event };
      },
    },
    ledger: memoryLedger(data),
    priceStates: memoryPriceStates(states),
    orders: memoryOrders({ orders: {}, used: {} }),
    deliver: async () => {},
    clock,
    underWayMs: 1_000,
  };
  const missing: MissingEvent[] = [];
  for await (const line of reconcileArchive(deps, { since: minutesAgo(120), dryRun: false }))
    if ('missing' in line) missing.push(line.missing);
  return missing;
}

async function differences(
  states: Record<string, PriceState>,
  data: LedgerData,
): Promise<[string, string][]> {
  const found: [string, string][] = [];
  const deps = {
    priceStates: memoryPriceStates(states),
    ledger: memoryLedger(data),
    content: memoryCacheContent({ hashes: {} }),
    clock,
    underWayMs: 1_000,
  };
  for await (const line of verifyCache(deps))
    if ('difference' in line) found.push([line.difference.kind, line.difference.detail]);
  return found;
}
