import { describe, expect, it } from 'vitest';
import type { BusEvent } from '../../../adapters/bus.ts';
import type { Product } from '../../../domain/product.ts';
import { MINUTE_MS, shift } from '../../../domain/time.ts';
import { priceAt } from '../../../tasks/price-at.ts';
import { type RollbackStep, rollback } from '../../../tasks/rollback.ts';
import { memoryBus } from '../../fakes/memory-bus.ts';
import { memoryLedger } from '../../fakes/memory-ledger.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { hoursAgo, product, release } from '../domain/make.ts';
import { type Deciding, nothingRecorded, type Recorded, record, seeded } from './price-history.ts';

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

async function rolledBack(shop: Recorded, products: Product[], dryRun = false) {
  const emitted: (BusEvent & { id: string })[] = [];
  const waits: number[] = [];
  const largest: number[] = [];
  const bus = memoryBus({ events: emitted });
  const run = rollback(
    {
      priceStates: memoryPriceStates(shop.states),
      ledger: memoryLedger(shop.ledger),
      bus: {
        emit: (events) => {
          largest.push(events.length);
          return bus.emit(events);
        },
      },
      wait: async (ms) => void waits.push(ms),
    },
    each(products),
    { since: TIME, by: 'ann', why: 'bad import', dryRun },
  );
  const steps: RollbackStep[] = [];
  let next = await run.next();
  for (; !next.done; next = await run.next()) steps.push(next.value);
  return { steps, total: next.value, emitted, waits, largest };
}

describe('a rollback', () => {
  const moved = recorded([
    { price: 900, at: minutes(10) },
    { price: 500, at: minutes(40) },
  ]);

  it('asks for the price of the time, by event, and says which it is', async () => {
    const { steps, total, emitted } = await rolledBack(moved, [product()]);
    expect(emitted).toEqual([
      {
        id: 'event-1',
        kind: 'rollback',
        detail: { productId: 'SKU1', price: 900, rolledBackBy: 'ann', why: 'bad import' },
      },
    ]);
    const step = { productId: 'SKU1', currency: 'EUR', now: 500, to: 900, since: minutes(10), by: 'SKU1-1' };
    expect(steps).toEqual([{ ...step, eventId: 'event-1' }]);
    expect(total).toEqual({ rolledBack: 1, unchanged: 0, without: 0, retired: 0 });
  });

  it('only says so in a dry run', async () => {
    const { steps, total, emitted, waits } = await rolledBack(moved, [product()], true);
    expect([emitted, waits]).toEqual([[], []]);
    expect(steps).toMatchObject([{ productId: 'SKU1', now: 500, to: 900 }]);
    expect(steps[0]).not.toHaveProperty('eventId');
    expect(total.rolledBack).toBe(1);
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
    expect(total).toEqual({ rolledBack: 0, unchanged: 0, without: 0, retired: 0, ...count });
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
        priceStates: memoryPriceStates(shop.states),
        ledger: memoryLedger(shop.ledger),
        bus: memoryBus({ events: emitted }),
        wait: async () => {},
      },
      each(ids.map((productId) => product({ productId }))),
      { since: TIME, by: 'ann', why: 'x', dryRun: false },
    );
    await run.next();
    await run.return(undefined as never);
    expect(emitted).toHaveLength(100);
  });
});
