import { describe, expect, it } from 'vitest';
import type { BusEvent } from '../../../adapters/bus.ts';
import type { Catalog } from '../../../adapters/catalog.ts';
import { commitDecision } from '../../../domain/decision/commit.ts';
import { decide } from '../../../domain/decision/decision.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import type { Product } from '../../../domain/product/product.ts';
import { proposeByOperator } from '../../../domain/proposals/rules.ts';
import type { RollbackStep } from '../../../domain/record/upkeep-lines.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { MINUTE_MS, shift } from '../../../domain/values/time.ts';
import { priceAt } from '../../../upkeep/price-at.ts';
import { rollback } from '../../../upkeep/rollback.ts';
import { memoryBus } from '../../fakes/memory-bus.ts';
import { memoryCatalog } from '../../fakes/memory-catalog.ts';
import { memoryLedger } from '../../fakes/memory-ledger.ts';
import { memoryOrders, type OrdersData } from '../../fakes/memory-orders.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import {
  guarded,
  hoursAgo,
  NOW,
  ordered,
  policy,
  product,
  release,
  rollback as rollbackOf,
} from '../domain/make.ts';
import { type Deciding, nothingRecorded, type Recorded, record, seeded } from '../tasks/price-history.ts';

const minutes = (count: number, from = hoursAgo(2)): string => shift(from, count * MINUTE_MS);
const TIME = minutes(30);

function recorded(decided: Deciding[]): Recorded {
  const shop = nothingRecorded();
  record(shop, 'SKU1', [seeded(minutes(0)), ...decided]);
  return shop;
}
async function priceThen(shop: Recorded, at = TIME) {
  const { unsettled } = shop.states['SKU1'] ?? { unsettled: {} };
  return (await priceAt(memoryLedger(shop.ledger), { productId: 'SKU1', unsettled }, at))?.amount;
}

describe('the price that was in force at a time', () => {
  it('is that of the last decision priced by then', async () => {
    const shop = recorded([
      { price: 900, at: minutes(10) },
      { price: 800, at: minutes(40) },
    ]);
    expect(await priceThen(shop)).toBe(900);
    expect(await priceThen(shop, minutes(10))).toBe(900);
    expect(await priceThen(shop, minutes(9))).toBe(1_000);
    expect(await priceThen(shop, minutes(40))).toBe(800);
  });

  it('was none before the first', async () => {
    expect(await priceThen(recorded([]), minutes(-1))).toBeUndefined();
  });

  it('is not one that was held', async () => {
    const shop = recorded([{ price: 900, at: minutes(10), mode: 'paused' }]);
    expect(await priceThen(shop)).toBe(1_000);
  });

  it('is one that a person put in force', async () => {
    expect(await priceThen(recorded([{ event: release(1_300), at: minutes(10) }]))).toBe(1_300);
  });

  it('is not one that the bus had by then and that was decided later', async () => {
    const late = { price: 800, at: minutes(40), acceptedAt: minutes(20) };
    expect(await priceThen(recorded([{ price: 900, at: minutes(10) }, late]))).toBe(900);
  });

  it('is one that was decided by then and closed later', async () => {
    expect(await priceThen(recorded([{ price: 900, at: minutes(10), closedAt: minutes(60) }]))).toBe(900);
  });

  it('is one that was decided by then and is not closed yet', async () => {
    expect(await priceThen(recorded([{ price: 900, at: minutes(10), closedAt: null }]))).toBe(900);
  });

  it('is the one decided last, not the one that the bus took last', async () => {
    const shop = recorded([
      { price: 900, at: minutes(20), acceptedAt: minutes(20) },
      { price: 800, at: minutes(25), acceptedAt: minutes(1) },
    ]);
    expect(await priceThen(shop)).toBe(800);
  });

  it('is found behind a hundred events that changed nothing', async () => {
    const held = Array.from({ length: 100 }, (_, at) => ({
      at: minutes(11 + at / 10),
      mode: 'paused' as const,
    }));
    expect(await priceThen(recorded([{ price: 900, at: minutes(10) }, ...held]))).toBe(900);
  });

  it('is found behind a hundred events that the bus took later and that were decided sooner', async () => {
    const sooner = Array.from({ length: 100 }, (_, at) => ({ price: 900 + at, at: minutes(10 + at / 10) }));
    const shop = recorded([...sooner, { price: 700, at: minutes(29), acceptedAt: minutes(2) }]);
    expect(await priceThen(shop)).toBe(700);
  });

  it('takes no more of the ledger than it needs', async () => {
    const shop = nothingRecorded();
    const quarters = Array.from({ length: 200 }, (_, at) => ({
      price: 900 + at,
      at: shift(hoursAgo(100), at * 15 * MINUTE_MS),
    }));
    record(shop, 'SKU1', [seeded(hoursAgo(101)), ...quarters]);
    const ledger = memoryLedger(shop.ledger);
    const { readMany } = ledger;
    let read = 0;
    ledger.readMany = async (ids) => {
      read += ids.length;
      return readMany(ids);
    };
    const then = await priceAt(ledger, { productId: 'SKU1', unsettled: {} }, hoursAgo(50));
    expect([then?.amount, read]).toEqual([1_099, 50]);
  });

  it('is not guessed where the evidence is gone', async () => {
    const shop = recorded([{ price: 900, at: minutes(10) }]);
    shop.ledger.evidence = {};
    await expect(priceThen(shop)).rejects.toThrow('there is no evidence of it');
  });
});

async function* each(products: Product[]) {
  yield* products;
}

function catalogOf({ version, mode, ...terms }: Policy): Catalog {
  const policies = { default: { current: { version, mode }, versions: { [version]: terms } } };
  return memoryCatalog({ products: {}, policies });
}

const AUDIT = { day: '2026-11-22', seq: 3 };

/** Gives orders `order-1`, `order-2` … */
function orderingWith(data: OrdersData) {
  let ids = 0;
  return { orders: memoryOrders(data), clock: () => TIME, newId: () => `order-${++ids}` };
}

async function rolledBack(shop: Recorded, products: Product[], dryRun = false, terms = policy()) {
  const emitted: (BusEvent & { id: string })[] = [];
  const waits: number[] = [];
  const largest: number[] = [];
  const bus = memoryBus({ events: emitted });
  const data: OrdersData = { orders: {}, used: {} };
  const run = rollback(
    {
      catalog: catalogOf(terms),
      ...orderingWith(data),
      priceStates: memoryPriceStates(shop.states),
      ledger: memoryLedger(shop.ledger),
      bus: {
        emit: (events) => {
          for (const { detail } of events) expect(data.orders).toHaveProperty([String(detail['orderId'])]);
          largest.push(events.length);
          return bus.emit(events);
        },
      },
      wait: async (ms) => void waits.push(ms),
    },
    each(products),
    { since: TIME, by: 'ann', onBehalfOf: 'kim', why: 'bad import', dryRun, audit: AUDIT },
  );
  const steps: RollbackStep[] = [];
  let next = await run.next();
  for (; !next.done; next = await run.next()) steps.push(next.value);
  return { steps, total: next.value, emitted, waits, largest, orders: data.orders };
}

describe('a rollback', () => {
  const moved = recorded([
    { price: 900, at: minutes(10) },
    { price: 500, at: minutes(40) },
  ]);

  it('asks for the price of the time, by event, and says which it is', async () => {
    const { steps, total, emitted, orders } = await rolledBack(moved, [product()]);
    const detail = { productId: 'SKU1', orderId: 'order-1' };
    expect(emitted).toEqual([{ id: 'event-1', kind: 'rollback', detail }]);
    const { price } = moved.states['SKU1'] ?? {};
    expect(orders).toEqual({
      'order-1': {
        kind: 'rollback',
        ...detail,
        price: 900,
        onPriceRevision: price?.revision,
        by: 'ann',
        onBehalfOf: 'kim',
        why: 'bad import',
        since: TIME,
        givenAt: TIME,
        audit: AUDIT,
      },
    });
    const step = {
      productId: 'SKU1',
      currency: 'EUR',
      now: 500,
      to: 900,
      becomes: 900,
      since: minutes(10),
      by: 'SKU1-1',
      onPriceRevision: price?.revision,
    };
    expect(steps).toEqual([{ ...step, eventId: 'event-1' }]);
    expect(total).toEqual({ rolledBack: 1, unchanged: 0, kept: 0, without: 0, unreadable: 0, retired: 0 });
  });

  it('only says so in a dry run', async () => {
    const { steps, total, emitted, waits } = await rolledBack(moved, [product()], true);
    expect([emitted, waits]).toEqual([[], []]);
    expect(steps).toMatchObject([{ productId: 'SKU1', now: 500, to: 900 }]);
    expect(steps[0]).not.toHaveProperty('eventId');
    expect(total.rolledBack).toBe(1);
  });

  describe('to a price that the guardrails do not allow any more', () => {
    const capped = guarded({ priceBand: { highest: 800 } });

    it('says which price they make of it, and why', async () => {
      const { steps, emitted } = await rolledBack(moved, [product()], true, capped);
      expect(steps).toMatchObject([
        { now: 500, to: 900, becomes: 800, because: "price-band: the policy's highest price" },
      ]);
      expect(emitted).toEqual([]);
    });

    it('comes to just the price that the dry run has told, and the next dry run says that it stays', async () => {
      const shop = structuredClone(moved);
      const [step] = (await rolledBack(shop, [product()], true, capped)).steps;
      const before = shop.states['SKU1'] as PriceState;
      const event = { ...rollbackOf(900), eventId: 'back' };
      const here = ordered({ product: product(), policy: capped, state: before, event, now: NOW });
      shop.states['SKU1'] = commitDecision(before, event, decide(here, proposeByOperator(here)));
      expect(shop.states['SKU1'].price?.amount).toBe(step?.becomes);
      const again = await rolledBack(shop, [product()], true, capped);
      expect(again.steps).toMatchObject([{ now: 800, to: 900, becomes: 800 }]);
      expect(again.steps[0]?.because).toBe(
        "price-band: the policy's highest price; judgement: the price in force is the right one",
      );
      expect(again.total).toMatchObject({ rolledBack: 0, kept: 1 });
    });

    it.each([
      ['where they leave the price in force as it is', guarded({ priceBand: { highest: 500 } }), product()],
      ['where no price is allowed', guarded({ priceBand: { highest: 300 } }), product()],
      ['where the floor is not known', capped, product({ unitCost: undefined })],
      ['where the policy is in shadow', policy({ mode: 'shadow' }), product()],
    ])('asks for nothing %s', async (_, terms, sold) => {
      const { steps, total, emitted, waits } = await rolledBack(moved, [sold], false, terms);
      expect([emitted, waits, total.rolledBack, total.kept]).toEqual([[], [], 0, 1]);
      expect(steps).toMatchObject([{ now: 500, to: 900, becomes: 500, because: expect.any(String) }]);
    });
  });

  it.each<[string, Deciding[], Partial<Product>, object]>([
    ['whose price has stood since', [{ price: 900, at: minutes(10) }], {}, { unchanged: 1 }],
    [
      'whose price is the same again',
      [
        { price: 500, at: minutes(40) },
        { price: 1_000, at: minutes(50) },
      ],
      {},
      { unchanged: 1 },
    ],
    ['that is retired', [{ price: 500, at: minutes(40) }], { status: 'retired' }, { retired: 1 }],
    ['of another currency by now', [{ price: 500, at: minutes(40) }], { currency: 'USD' }, { without: 1 }],
  ])('leaves a product alone %s', async (_, decided, changes, count) => {
    const { total, emitted } = await rolledBack(recorded(decided), [product(changes)]);
    expect(emitted).toEqual([]);
    expect(total).toEqual({
      rolledBack: 0,
      unchanged: 0,
      kept: 0,
      without: 0,
      unreadable: 0,
      retired: 0,
      ...count,
    });
  });

  it('asks nothing of the ledger about a price that has stood since', async () => {
    const shop = recorded([{ price: 900, at: minutes(10) }]);
    shop.ledger.evidence = {};
    expect((await rolledBack(shop, [product()])).total.unchanged).toBe(1);
  });

  it('leaves products alone that had no price then, or have none', async () => {
    const shop = nothingRecorded();
    record(shop, 'SKU1', [seeded(minutes(40)), { price: 900, at: minutes(50) }]);
    const { total } = await rolledBack(shop, [product(), product({ productId: 'SKU2' })]);
    expect(total).toMatchObject({ rolledBack: 0, without: 2 });
  });

  it('asks for a hundred at a time and makes room for other events in between', async () => {
    const shop = nothingRecorded();
    const ids = Array.from({ length: 250 }, (_, at) => `P${at}`);
    for (const id of ids) record(shop, id, [seeded(minutes(0)), { price: 500, at: minutes(40) }]);
    const products = ids.map((productId) => product({ productId }));
    const { total, largest, waits, emitted } = await rolledBack(shop, products);
    expect([total.rolledBack, new Set(emitted.map(({ detail }) => detail['productId'])).size]).toEqual([
      250, 250,
    ]);
    expect(largest).toEqual([100, 100, 50]);
    expect(waits).toEqual([500, 500, 250]);
  });

  it('reads no further while nobody takes what it yields', async () => {
    const shop = nothingRecorded();
    const ids = Array.from({ length: 250 }, (_, at) => `P${at}`);
    for (const id of ids) record(shop, id, [seeded(minutes(0)), { price: 500, at: minutes(40) }]);
    const emitted: (BusEvent & { id: string })[] = [];
    const run = rollback(
      {
        catalog: catalogOf(policy()),
        ...orderingWith({ orders: {}, used: {} }),
        priceStates: memoryPriceStates(shop.states),
        ledger: memoryLedger(shop.ledger),
        bus: memoryBus({ events: emitted }),
        wait: async () => {},
      },
      each(ids.map((productId) => product({ productId }))),
      { since: TIME, by: 'ann', why: 'x', dryRun: false, audit: AUDIT },
    );
    await run.next();
    await run.return(undefined as never);
    expect(emitted).toHaveLength(100);
  });
});
