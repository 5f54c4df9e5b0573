import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack, unpack } from '../../../adapters/packed.ts';
import { fromColumns, type PriceHistory, toColumns } from '../../../adapters/price-history-columns.ts';
import { PRICE_LEVELS, type Standing } from '../../../domain/standing/standing.ts';
import { noState, PriceState } from '../../../domain/state/price-state.ts';
import { HIGHEST_AMOUNT } from '../../../domain/values/money.ts';
import { dayOf, HOUR_MS, hourOf, shift } from '../../../domain/values/time.ts';
import { variedHistory } from '../../../lab/cost/measure/history.ts';
import { inForce, NOW } from '../domain/make.ts';
import stored from './fixtures/format-2.json' with { type: 'json' };

const History = PriceState.pick({
  dailyLows: true,
  hourlyRanges: true,
  watched: true,
  movement: true,
  frozenPrices: true,
  salesRate: true,
  demand: true,
  supply: true,
  modelAnswer: true,
  standing: true,
});

const amount = fc.integer({ min: 1, max: HIGHEST_AMOUNT });
const range = fc.record({ lowest: amount, highest: amount });
const time = fc
  .date({
    min: new Date('0000-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString());
const oddKey = fc.constantFrom(
  '',
  '2026-02-30',
  '2026-13-01',
  '2026-11-22T24',
  '2026-11-22T7',
  '22',
  'toString',
);
const byKey = <Value>(key: fc.Arbitrary<string>, value: fc.Arbitrary<Value>) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.dictionary(key, value, { maxKeys: 40 }) },
    { weight: 1, arbitrary: fc.dictionary(fc.oneof(key, oddKey, fc.string()), value, { maxKeys: 5 }) },
  );
const positive = fc.double({ min: 0, max: 1e15, noNaN: true }).map((number) => number + 0);
const model = fc.string();
const finite = fc.double({ min: -1e15, max: 1e15, noNaN: true }).map((number) => number + 0);
const memory = {
  sales: fc.record(
    {
      units: positive,
      indexHours: positive,
      at: time,
      soldAt: fc.record({ units: finite, hours: finite, variance: positive }),
      slope: fc.record({ precision: positive, pull: finite }),
    },
    { requiredKeys: ['units', 'indexHours', 'at'] },
  ),
  expectation: fc.record(
    { model, index: positive, unitsPerHour: positive, logPrice: finite },
    { requiredKeys: ['model', 'index', 'unitsPerHour'] },
  ),
  pending: fc.record(
    { from: time, until: time, indexHours: positive, logPrice: finite, units: positive, model },
    { requiredKeys: ['from', 'until', 'indexHours', 'units'] },
  ),
  silence: fc.record(
    { from: time, until: time, indexHours: positive, logPrice: finite },
    { requiredKeys: ['from', 'until', 'indexHours'] },
  ),
  calibration: fc.record({ model, soldUnits: positive, expectedUnits: positive, at: time }),
  explored: fc.record({ loss: positive, at: time }),
};
const standing = fc.record(
  {
    kind: fc.constantFrom('watching', 'live', 'stopped'),
    since: time,
    model,
    why: fc.string(),
    tally: fc.record(
      {
        hours: positive,
        levels: fc.dictionary(
          fc.constantFrom(...PRICE_LEVELS),
          fc.record({ sold: positive, expected: positive }),
        ),
        decisions: positive,
        atLowest: positive,
        atHighest: positive,
        changes: positive,
        reversals: positive,
        profit: finite,
        otherwise: finite,
        price: amount,
        direction: fc.constantFrom('up', 'down'),
      },
      {
        requiredKeys: [
          ...[
            'hours',
            'levels',
            'decisions',
            'atLowest',
            'atHighest',
            'changes',
            'reversals',
            'profit',
            'otherwise',
          ],
        ] as never[],
      },
    ),
    doubt: fc.record({ more: finite, less: finite }),
  },
  { requiredKeys: ['kind', 'since', 'tally'] },
);
const history = fc
  .record(
    {
      dailyLows: byKey(time.map(dayOf), amount),
      hourlyRanges: byKey(time.map(hourOf), range),
      watched: byKey(time.map(hourOf), range),
      movement: fc.record(
        { direction: fc.constantFrom('up', 'down'), reversals: fc.array(time, { maxLength: 25 }) },
        { requiredKeys: ['reversals'] },
      ),
      frozenPrices: fc.dictionary(fc.string(), fc.integer({ min: 0, max: HIGHEST_AMOUNT })),
      salesRate: fc.record(
        {
          units: positive,
          hours: positive,
          priceHours: positive,
          earlier: fc.record({
            hours: fc.double({ noNaN: true, noDefaultInfinity: true }),
            priceHours: positive,
          }),
        },
        { requiredKeys: ['units', 'hours', 'priceHours'] },
      ),
      demand: fc.record(memory, { requiredKeys: [] }),
      supply: fc.record(
        {
          sold: fc.nat(),
          deliveredAt: time,
          intervals: fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { maxLength: 7 }),
          expectedAt: time,
        },
        { requiredKeys: ['sold'] },
      ),
      modelAnswer: fc.record(
        {
          ...{ at: time, policy: fc.string(), listPrice: amount, unitCost: amount, saleEndsAt: time },
          priceRevision: amount,
        },
        { requiredKeys: ['at', 'policy', 'listPrice', 'priceRevision'] },
      ),
      standing,
    },
    { requiredKeys: ['dailyLows', 'hourlyRanges', 'movement', 'frozenPrices'] },
  )
  // The store receives the value as parsed by the schema.
  .map((value) => JSON.parse(JSON.stringify(History.parse(value))) as PriceHistory);

const back = (value: PriceHistory): unknown =>
  History.parse(fromColumns(unpack(pack(toColumns(value))) as unknown[]));
const stateOf = (seed: number, price: number) =>
  variedHistory(
    PriceState.parse({ ...noState('SKU1'), price: inForce(price) }),
    NOW,
    'pricewire-demand@8f6d59e5497e',
    seed,
  );

describe('a price history in columns', () => {
  it('is restored unchanged, for anything that the schema allows', () => {
    fc.assert(
      fc.property(history, (value) => {
        expect(back(value)).toStrictEqual(value);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['with names in the memory', stored.history],
    ['without supply, answer and standing', stored.shorterHistory],
  ])('is read as format 2 stored it, %s', (_, { packed, value }) => {
    const read = fromColumns(unpack(Buffer.from(packed, 'base64')) as unknown[]);
    expect(JSON.parse(JSON.stringify(read))).toEqual(value);
  });

  it('keeps a time in another format than ours', () => {
    const value = History.parse(stateOf(1, 12_999));
    const sales = { units: 1, indexHours: 2, at: '2026-11-22T10:00:00Z' };
    const read = fromColumns(toColumns({ ...value, demand: { ...value.demand, sales } }));
    expect(read['demand']).toMatchObject({ sales });
  });

  it('keeps the order of days and hours', () => {
    const days = {
      '2026-11-22': 5,
      '2026-11-20': 7,
      '2026-11-21': 6,
    } as unknown as PriceHistory['dailyLows'];
    const read = back({ ...History.parse({}), dailyLows: days }) as PriceHistory;
    expect(Object.keys(read.dailyLows)).toEqual(Object.keys(days));
  });

  it('is restored for a product priced for a month', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const value = History.parse(stateOf(seed, 100 * (seed + 5)));
      expect(back(value)).toEqual(JSON.parse(JSON.stringify(value)));
    }
  });

  it.each([2_499, 12_999, 129_999])(
    'takes two thirds of the bytes that it takes by names at a price of %i',
    (price) => {
      for (let seed = 0; seed < 20; seed += 1) {
        const value = History.parse(stateOf(seed, price));
        expect(pack(toColumns(value)).length).toBeLessThan(0.67 * pack(value).length);
      }
    },
  );

  it('takes little more for the ranges that the breaker watches', () => {
    const value = History.parse(stateOf(1, 12_999));
    const hour = hourOf(shift(NOW, -8 * HOUR_MS));
    const watched = Object.fromEntries(Object.entries(value.hourlyRanges).filter(([each]) => each >= hour));
    expect(Object.keys(watched).length).toBeGreaterThan(5);
    expect(pack(toColumns({ ...value, watched })).length - pack(toColumns(value)).length).toBeLessThan(40);
  });

  it('takes a hundred bytes for the standing of a product that sold at two price levels', () => {
    const value = History.parse(stateOf(1, 12_999));
    const watched: Standing = {
      kind: 'live',
      since: '2026-11-20T09:14:33.123Z',
      model: 'pricewire-demand@8f6d59e5497e',
      tally: {
        hours: 51.23456,
        levels: { 95: { sold: 38, expected: 41.23457 }, 105: { sold: 12, expected: 9.876543 } },
        decisions: 107,
        atLowest: 3,
        atHighest: 12,
        changes: 9,
        reversals: 4,
        profit: 1_234_567,
        otherwise: 1_187_654,
        price: 12_499,
        direction: 'down',
      },
      doubt: { more: -4.12345, less: -5.54321 },
    };
    const more = pack(toColumns({ ...value, standing: watched })).length - pack(toColumns(value)).length;
    expect(more).toBeLessThan(100);
  });
});
