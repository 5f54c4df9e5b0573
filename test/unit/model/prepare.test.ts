import { describe, expect, it } from 'vitest';
import { categoryColumns } from '../../../model/training/category-columns.ts';
import { priceRatioRange, withListPrices } from '../../../model/training/list-prices.ts';
import { prepare } from '../../../model/training/prepare.ts';
import { splitByTime } from '../../../model/training/split.ts';
import { DAY, panelOf, rowsOf, START, salesFrom } from './make.ts';

describe('splitByTime', () => {
  const panel = panelOf(
    [0, 1].flatMap((product) =>
      Array.from({ length: 10 }, (_, day) => ({ product, start: START + day * DAY })),
    ),
  );
  const { training, chooseOn, holdout, cut } = splitByTime(panel, 24, 0.2);
  const daysOf = (rows: Uint32Array) => Array.from(rows, (row) => ((panel.start[row] ?? 0) - START) / DAY);

  it('holds out the last part of the time, of every product', () => {
    expect(daysOf(holdout)).toEqual([8, 9, 8, 9]);
    expect(cut).toBe(START + 8 * DAY);
    expect(Math.max(...daysOf(training))).toBe(7);
    expect(training.length + holdout.length).toBe(20);
  });

  it('chooses the rounds on the last part of what is left', () => {
    expect(daysOf(training.slice(-chooseOn)).sort()).toEqual([6, 6, 7, 7]);
    expect(Math.max(...daysOf(training.slice(0, -chooseOn)))).toBe(5);
  });
});

describe('list prices', () => {
  const on = (product: number, day: number, price: number, listPrice = Number.NaN) => ({
    product,
    start: START + day * DAY,
    price,
    listPrice,
  });
  const cut = START + 100 * DAY;
  const early = Array.from({ length: 11 }, (_, i) => on(0, i, 10 + i));

  it('are the 90th percentile of the prices in training, where the data has none', () => {
    const { listPrice } = withListPrices(panelOf([...early, on(0, 100, 99)]), cut);
    expect(new Set(listPrice)).toEqual(new Set([19]));
  });

  it('are those of the data where it has them', () => {
    const panel = withListPrices(panelOf([on(0, 0, 10, 12), on(0, 1, 10), on(0, 2, 10, 13)]), cut);
    expect(rowsOf(panel, 'listPrice')).toEqual([[12], [10], [13]]);
  });

  it('are the first price of a product that came after training', () => {
    const panel = withListPrices(panelOf([...early, on(1, 100, 7), on(1, 101, 9)]), cut);
    expect(rowsOf(panel, 'listPrice').slice(-2)).toEqual([[7], [7]]);
  });

  it('bound the ratios trained on, without the outermost 0.5% at either end, rounded outward', () => {
    const rows = Array.from({ length: 1001 }, (_, i) => ({
      price: i === 0 ? 0.001 : 5 + i / 300,
      listPrice: 7,
    }));
    const training = Uint32Array.from(rows.keys());
    expect(priceRatioRange(panelOf(rows), training)).toEqual({ lowest: 0.7166, highest: 1.1881 });
  });
});

describe('categoryColumns', () => {
  it('has the 20 with the most rows, in order of the alphabet', () => {
    const names = Array.from({ length: 22 }, (_, i) => `c${i + 10}`);
    const rows = names.flatMap((_, product) => Array.from({ length: 30 - product }, () => ({ product })));
    expect(categoryColumns(panelOf(rows), names)).toEqual(names.slice(0, 20));
  });

  it.each([
    ['there is only one', ['toys', 'toys']],
    ['there is none', ['', '']],
  ])('has none where %s', (_, names) => {
    expect(categoryColumns(panelOf([{ product: 0 }, { product: 1 }]), names)).toEqual([]);
  });

  it('refuses two whose columns would have one name', () => {
    const panel = panelOf([{ product: 0 }, { product: 1 }]);
    expect(() => categoryColumns(panel, ['a[b', 'a]b'])).toThrow('the column "log_price_ratio:a_b"');
  });
});

describe('prepare', () => {
  interface World {
    products?: number;
    days?: number;
    price?: (day: number) => number;
    units?: number;
    promo?: string;
  }
  const world = ({
    products = 10,
    days = 60,
    price = (day) => 8 + (day % 3),
    units = 2,
    promo = '0',
  }: World) =>
    salesFrom(
      [
        'sku,date,price,qty,promo',
        ...Array.from({ length: products }, (_, product) =>
          Array.from({ length: days }, (_, day) => {
            const date = new Date(START + day * DAY).toISOString().slice(0, 10);
            return `${product},${date},${price(day)},${units},${day === 1 ? promo : 0}`;
          }).join('\n'),
        ),
      ].join('\n'),
    );
  const options = { holdout: 0.2, fill: true };

  it('accepts enough data', async () => {
    const { set, priceRatio } = prepare(await world({}), options);
    expect([set.training.length, set.holdout.length, set.hours]).toEqual([480, 120, 24]);
    expect(set.features).toEqual({ categories: [], interval: 'day', promo: false });
    expect(priceRatio).toEqual({ lowest: 0.8, highest: 1 });
  });

  it('has a column of promotions only where some ran and some did not', async () => {
    expect(prepare(await world({ promo: '1' }), options).set.features.promo).toBe(true);
  });

  it('sums to another interval if set', async () => {
    const { set } = prepare(await world({ products: 40, days: 200 }), { ...options, interval: 'week' });
    expect([set.features.interval, set.hours]).toEqual(['week', 168]);
    expect(set.panel.units.reduce((sum, units) => sum + units, 0)).toBe(40 * 200 * 2);
  });

  it.each([
    ['one product', { products: 1, days: 500 }, '1 products'],
    ['few days', { days: 10, products: 100 }, '8 days'],
    ['few rows', { products: 5 }, '240 rows to train on'],
    ['hardly a sale', { units: 0 }, '0 units sold'],
    ['one price', { price: () => 10 }, "can't be learned from one"],
    [
      'another price in the holdout only',
      { price: (day: number) => (day < 50 ? 10 : 9) },
      "can't be learned from one",
    ],
  ])('refuses %s', async (_, change, message) => {
    const sales = await world(change);
    expect(() => prepare(sales, options)).toThrow(message);
  });
});
