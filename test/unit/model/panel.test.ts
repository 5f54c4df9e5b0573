import { describe, expect, it } from 'vitest';
import { detectInterval } from '../../../model/training/interval.ts';
import { aggregated } from '../../../model/training/panel.ts';
import { withoutStockOuts } from '../../../model/training/stock-outs.ts';
import { withZeros } from '../../../model/training/zeros.ts';
import { DAY, panelOf, rowsOf, START, salesFrom } from './make.ts';

const csv = (header: string, ...rows: string[]) => [header, ...rows].join('\n');
const times = (...list: string[]) => csv('sku,time,price,qty', ...list.map((time) => `a,${time},1,1`));
const hours = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `2025-01-01 ${String(from + i).padStart(2, '0')}:15`);

describe('detectInterval', () => {
  it.each([
    ['day', 'no row has a time of day', times('2025-01-01', '2025-01-02', '2025-01-05')],
    ['week', 'those are whole weeks apart', times('2025-01-01', '2025-01-08', '2025-01-29')],
    [
      'day',
      'they are a day apart but for summer time',
      times('2025-03-29T00:00:00+01:00', '2025-03-30T00:00:00+01:00', '2025-03-31T00:00:00+02:00'),
    ],
    [
      'week',
      'they are weeks apart but for summer time',
      times('2025-03-24T00:00:00+01:00', '2025-03-31T00:00:00+02:00'),
    ],
    ['hour', 'all are on the hour', times('2025-01-01 10:00', '2025-01-01 11:00', '2025-01-03 11:00')],
    ['day', 'sales come now and then', times('2025-01-01 10:12', '2025-01-01 18:30', '2025-01-09 15:00')],
    ['hour', 'sales come in most hours', times(...hours(8, 20))],
  ])('is a %s where %s', async (interval, _, text) => {
    const sales = await salesFrom(text);
    expect(detectInterval(sales, sales.products.length)).toBe(interval);
  });
});

describe('aggregated', () => {
  it('sums a product over rows and places of an interval, and weighs prices by units', async () => {
    const sales = await salesFrom(
      csv(
        'sku,time,price,qty,list_price,promo,stock,store',
        'b,2025-01-02 09:00,5,1,,0,9,x',
        'a,2025-01-01 09:10,10,1,12,1,5,x',
        'a,2025-01-01 23:50,20,3,14,0,7,y',
        'a,2025-01-01 08:00,99,0,13,0,8,x',
        'a,2025-01-03 08:00,10,2,12,0,4,x',
      ),
    );
    const panel = aggregated(sales, 'day');
    expect(rowsOf(panel, 'product', 'start', 'units', 'price', 'listPrice', 'promo', 'stock')).toEqual([
      [0, Date.UTC(2025, 0, 2), 1, 5, Number.NaN, 0, 9],
      [1, Date.UTC(2025, 0, 1), 4, 17.5, 13, 0, 12],
      [1, Date.UTC(2025, 0, 3), 2, 10, 12, 0, 11],
    ]);
  });

  it('takes the plain mean of the prices where nothing was sold', async () => {
    const sales = await salesFrom(csv('sku,time,price,qty', 'a,2025-01-01,10,0', 'a,2025-01-01,20,0'));
    expect(rowsOf(aggregated(sales, 'day'), 'units', 'price')).toEqual([[0, 15]]);
  });

  it('takes a day that begins at midnight elsewhere for the UTC day it is mostly in', async () => {
    const sales = await salesFrom(
      times('2025-01-02T00:00:00+05:30', '2025-01-03T00:00:00+05:30', '2025-01-05T00:00:00-08:00'),
    );
    expect(rowsOf(aggregated(sales, 'day'), 'start')).toEqual([
      [START + DAY],
      [START + 2 * DAY],
      [START + 4 * DAY],
    ]);
  });

  it('begins weeks on the day that weekly rows begin on, and on Monday for single sales', async () => {
    const wednesdays = await salesFrom(times('2025-01-01', '2025-01-08'));
    const sales = await salesFrom(times('2025-01-01 10:01', '2025-01-05 10:00', '2025-01-06 00:00'));
    expect(rowsOf(aggregated(wednesdays, 'week'), 'start')).toEqual([[START], [START + 7 * DAY]]);
    expect(rowsOf(aggregated(sales, 'week'), 'start', 'units')).toEqual([
      [Date.UTC(2024, 11, 30), 2],
      [Date.UTC(2025, 0, 6), 1],
    ]);
  });
});

describe('withZeros', () => {
  const sparse = panelOf([
    { product: 0, start: START, price: 8, promo: 1 },
    { product: 0, start: START + 3 * DAY, price: 9 },
    { product: 1, start: START + 9 * DAY, price: 5 },
  ]);

  it("fills a product's gaps with 0 units at the price before, and nothing around them", () => {
    const { panel, filled } = withZeros(sparse, 'day');
    expect(filled).toBe(2);
    expect(rowsOf(panel, 'product', 'start', 'units', 'price', 'promo')).toEqual([
      [0, START, 1, 8, 1],
      [0, START + DAY, 0, 8, 1],
      [0, START + 2 * DAY, 0, 8, 1],
      [0, START + 3 * DAY, 1, 9, 0],
      [1, START + 9 * DAY, 1, 5, 0],
    ]);
  });

  it('leaves data alone that tells of intervals without a sale', () => {
    const panel = panelOf([{ start: START, units: 0 }, { start: START + 3 * DAY }]);
    expect(withZeros(panel, 'day')).toEqual({ panel, filled: 0 });
  });

  it('refuses to make more rows than fit', () => {
    const panel = panelOf([{ start: 0 }, { start: 3e7 * DAY }]);
    expect(() => withZeros(panel, 'day')).toThrow('Use a longer --interval, or --no-fill.');
  });
});

describe('withoutStockOuts', () => {
  const on = (day: number, stock: number, product = 0) => ({ product, start: START + day * DAY, stock });

  it('drops what begins without stock, marks the day on which it ran out, and touches no other row', () => {
    const { panel, dropped, censored } = withoutStockOuts(
      panelOf([on(0, 5), on(1, 0), on(2, 9), on(3, 8), on(4, -1), on(0, 3, 1), on(1, 2, 1)]),
    );
    expect([dropped, censored]).toEqual([1, 2]);
    expect(rowsOf(panel, 'product', 'start', 'censored')).toEqual([
      [0, START, 0],
      [0, START + DAY, 1],
      [0, START + 3 * DAY, 0],
      [0, START + 4 * DAY, 1],
      [1, START, 0],
      [1, START + DAY, 0],
    ]);
  });

  it('keeps all where the stock is not known', () => {
    const panel = panelOf([on(0, Number.NaN), on(1, Number.NaN)]);
    expect(withoutStockOuts(panel)).toEqual({ panel, dropped: 0, censored: 0 });
  });
});
