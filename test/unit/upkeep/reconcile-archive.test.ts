import { beforeEach, describe, expect, it } from 'vitest';
import type { Envelope } from '../../../adapters/accepted-events.ts';
import type { MissingEvent } from '../../../domain/record/upkeep-lines.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { shift } from '../../../domain/values/time.ts';
import { type Reconciler, reconcileArchive } from '../../../upkeep/reconcile-archive.ts';
import { rollbackOrder } from '../../contract/orders.contract.ts';
import { type LedgerData, memoryLedger } from '../../fakes/memory-ledger.ts';
import { memoryOrders } from '../../fakes/memory-orders.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { inForce, minutesAgo, NOW, state } from '../domain/make.ts';

const envelope = (id: string, type: string, detail: object, minutes = 30): Envelope => ({
  version: '0',
  id,
  source: type === 'InventoryChanged' ? 'inventory' : 'pricewire',
  'detail-type': type,
  time: minutesAgo(minutes),
  detail: { productId: 'SKU1', ...detail },
});
const stock = (id: string, minutes?: number) =>
  envelope(id, 'InventoryChanged', { stock: 3, sequence: 7, occurredAt: minutesAgo(30) }, minutes);
const rollback = (id: string, minutes: number) =>
  envelope(id, 'RollbackRequested', { orderId: 'order-1' }, minutes);

/** The price on which all orders of these rollbacks were given. */
const ORDERED_ON = 1;

let ledger: LedgerData;
let states: Record<string, PriceState>;
let archived: Envelope[];
let delivered: Envelope[];
let asked: [string, string][];

beforeEach(() => {
  ledger = { rows: {}, evidence: {} };
  states = {};
  archived = [];
  delivered = [];
  asked = [];
});

async function reconcile(options: { dryRun?: boolean; lagMs?: number; since?: string } = {}) {
  const deps: Reconciler = {
    archive: {
      lagMs: options.lagMs ?? 0,
      async *between(since, until) {
        asked.push([since, until]);
        yield { replay: { state: 'RUNNING' } };
        for (const event of archived) yield { event };
      },
    },
    ledger: memoryLedger(ledger),
    priceStates: memoryPriceStates(states),
    orders: memoryOrders({ orders: { 'order-1': rollbackOrder({ onPriceRevision: ORDERED_ON }) }, used: {} }),
    deliver: async (each) => delivered.push(each),
    clock: () => NOW,
    underWayMs: 360_000,
  };
  const missing: MissingEvent[] = [];
  const others: object[] = [];
  const { dryRun = false, since = minutesAgo(60) } = options;
  for await (const line of reconcileArchive(deps, { since, dryRun }))
    if ('missing' in line) missing.push(line.missing);
    else others.push(line);
  return { missing, others };
}

describe('accepted events', () => {
  it('without a row are started as what they are, the others left alone', async () => {
    ledger.rows['known'] = { eventId: 'known' } as never;
    archived = [stock('known'), stock('lost')];
    const { missing, others } = await reconcile();
    expect(delivered).toEqual([archived[1]]);
    expect(missing).toEqual([
      { eventId: 'lost', productId: 'SKU1', acceptedAt: minutesAgo(30), started: true },
    ]);
    expect(others).toEqual([{ replay: { state: 'RUNNING' } }, { checked: 2 }]);
  });

  it('are only told in a dry run', async () => {
    archived = [stock('lost')];
    expect((await reconcile({ dryRun: true })).missing).toMatchObject([{ eventId: 'lost', started: false }]);
    expect(delivered).toEqual([]);
  });

  it('are started once, however often the archive gives them back', async () => {
    archived = [stock('lost'), stock('lost'), ...Array.from({ length: 100 }, () => stock('lost'))];
    expect((await reconcile()).missing).toHaveLength(1);
    expect(delivered).toHaveLength(1);
  });

  it('are asked for up to the time from which on they may be under way, or on their way into the archive', async () => {
    await reconcile();
    await reconcile({ lagMs: 600_000 });
    expect(asked).toEqual([
      [minutesAgo(60), shift(NOW, -360_000)],
      [minutesAgo(60), shift(NOW, -600_000)],
    ]);
  });

  it('are not asked for when all of the time is too young', async () => {
    await reconcile({ since: minutesAgo(5) });
    expect(asked).toEqual([]);
  });

  it('are started even where they can not be read: that ends in a dead letter, and not in nothing', async () => {
    archived = [{ id: 'odd', time: minutesAgo(30), detail: { productId: 'SKU1' } }];
    expect((await reconcile()).missing).toMatchObject([{ eventId: 'odd', productId: 'SKU1', started: true }]);
  });
});

describe('a price that a person asked for', () => {
  const pricedAs = (revision: number) => {
    states['SKU1'] = state({ price: inForce(1_000, { revision }) });
  };

  it('is put in force late where no other came in force meanwhile', async () => {
    pricedAs(ORDERED_ON);
    archived = [rollback('asked', 30)];
    await reconcile();
    expect(delivered).toEqual(archived);
  });

  it('is started as it is when another came in force after it was asked for, and it is said that it ends held', async () => {
    pricedAs(ORDERED_ON + 1);
    archived = [rollback('asked', 30), stock('lost')];
    expect((await reconcile()).missing).toMatchObject([
      {
        eventId: 'asked',
        started: true,
        overtaken: expect.stringContaining('after this rollback was asked for'),
      },
      { eventId: 'lost', started: true },
    ]);
    expect(delivered).toEqual(archived);
  });
});
