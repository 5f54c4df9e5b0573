import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSales } from '../../../model/training/sales-file.ts';
import { DAY, folder, salesFrom } from './make.ts';

const HEADER = 'sku,date,price,qty';
const row = (...cells: (string | number)[]) => cells.join(',');
const csv = (...rows: string[]) => [HEADER, ...rows].join('\n');

describe('readSales', () => {
  it('reads rows in the order of the file, each column on its own', async () => {
    const sales = await salesFrom(
      [
        'sku,date,price,qty,list_price,unit_cost,stock,promo,dept,store',
        'b,2025-01-02,1.5,3,2,0.5,10,1,toys,North',
        'a,2025-01-01,4,0,,,,,books,South',
        'b,2025-01-03,2,1,2,0.75,9,0,games,South',
      ].join('\n'),
    );
    expect(sales.products).toEqual(['b', 'a']);
    expect(sales.categories).toEqual(['toys', 'books']);
    expect(sales.unitCosts).toEqual([0.75, Number.NaN]);
    const columns = ['product', 'price', 'units', 'listPrice', 'stock', 'promo', 'location'] as const;
    expect(columns.map((column) => Array.from(sales[column] ?? []))).toEqual([
      [0, 1, 0],
      [1.5, 4, 2],
      [3, 0, 1],
      [2, Number.NaN, 2],
      [10, Number.NaN, 9],
      [1, 0, 0],
      [0, 1, 1],
    ]);
    expect(Array.from(sales.time)).toEqual([2, 1, 3].map((day) => Date.UTC(2025, 0, day)));
  });

  it.each([
    ['semicolons', 'sku;date;price;qty\na;2025-01-01;1.5;2'],
    ['tabs', 'sku\tdate\tprice\tqty\na\t2025-01-01\t1.5\t2'],
    [
      'a byte order mark, quotes and carriage returns',
      '\uFEFF"sku","date",price,qty\r\n"a",2025-01-01,1.5,"2"\r\n',
    ],
    ['commas inside a quoted name of a column', '"x;y;z;w;v",sku,date,price,qty\n1,a,2025-01-01,1.5,2'],
  ])('accepts %s', async (_, text) => {
    const { products, price, units } = await salesFrom(text);
    expect([products, [...price], [...units]]).toEqual([['a'], [1.5], [2]]);
  });

  it('accepts line ends inside of quotes, and still counts lines', async () => {
    const text = ['sku,note,date,price,qty', 'a,"two\nlines",2025-01-01,1,1', 'b,,2025-01-01,free,1'].join(
      '\n',
    );
    await expect(salesFrom(text)).rejects.toThrow('line 4, column price: "free" is not a number');
  });

  it('has the hash of the file', async () => {
    const text = csv(row('a', '2025-01-01', 1, 1));
    expect((await salesFrom(text)).sha256).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it.each([
    ['a price of 0', row('a', '2025-01-01', 0, 1), 'column price: 0 is not above 0'],
    ['a price below 0', row('a', '2025-01-01', -2, 1), 'column price: -2 is not above 0'],
    ['a price in words', row('a', '2025-01-01', 'free', 1), 'column price: "free" is not a number'],
    ['a currency', row('a', '2025-01-01', '€2', 1), 'column price: "€2" has a currency in it; write 12.50'],
    ['units below 0', row('a', '2025-01-01', 1, -1), 'column qty: -1 is not 0 or more'],
    ['units missing', row('a', '2025-01-01', 1, ''), 'column qty: is empty'],
    ['NaN units', row('a', '2025-01-01', 1, 'NaN'), 'column qty: "NaN" is not a number'],
    ['a day that no calendar has', row('a', '2025-02-30', 1, 1), 'column date: "2025-02-30" is not a time'],
    ['no product', row(' ', '2025-01-01', 1, 1), 'column sku: is empty'],
    ['a cell too few', row('a', '2025-01-01', 1), '3 cells where the header has 4'],
    ['a cell too many', row('a', '2025-01-01', 1, 2, 3), '5 cells where the header has 4'],
  ])('refuses %s, with its line', async (_, bad, message) => {
    const text = csv(row('a', '2025-01-01', 1, 1), bad);
    await expect(salesFrom(text)).rejects.toThrow(`1 row can't be read:\n  line 3, ${message.slice(0, 10)}`);
    await expect(salesFrom(text)).rejects.toThrow(message);
  });

  it('lists the first ten bad rows and counts the rest', async () => {
    const bad = Array.from({ length: 13 }, () => row('a', 'never', 1, 1));
    const failed = salesFrom(csv(row('a', '2025-01-01', 1, 1), ...bad));
    await expect(failed).rejects.toThrow(
      /^13 rows can't be read:\n {2}line 3.*\n(.*\n){8} {2}line 12.*\n {2}… and 3 more/,
    );
  });

  it('drops bad rows if set, and reports them', async () => {
    const text = csv(row('a', 'never', 1, 1), row('a', '2025-01-01', 7, 1), row('b', '2025-01-01', 0, 1));
    const { price, products, dropped } = await salesFrom(text, { dropBadRows: true });
    expect([[...price], products, dropped.count]).toEqual([[7], ['a'], 2]);
    expect(dropped.first).toEqual([
      expect.stringMatching(/^line 2, column date/),
      expect.stringMatching(/^line 4, column price/),
    ]);
  });

  it.each([
    ['an empty file', '', 'The file is empty.'],
    ['a header alone', HEADER, 'The file has no rows'],
    ['a quote that stays open', csv('"a,2025-01-01,1,1'), 'The file is not CSV'],
  ])('refuses %s', async (_, text, message) => {
    await expect(salesFrom(text)).rejects.toThrow(message);
  });

  it('refuses a file where no row is good', async () => {
    await expect(salesFrom(csv(row('a', 'never', 1, 1)), { dropBadRows: true })).rejects.toThrow(
      'no rows of sales',
    );
  });

  it('says when the file is not there', async () => {
    await expect(readSales(join(folder(), 'none.csv'), { columns: {} })).rejects.toThrow(
      "The file can't be opened",
    );
  });

  it('tells day from month by the rows that show it', async () => {
    const { time } = await salesFrom(csv(row('a', '3/4/2025', 1, 1), row('a', '25/4/2025', 1, 1)));
    expect([...time]).toEqual([Date.UTC(2025, 3, 3), Date.UTC(2025, 3, 25)]);
  });

  it('asks for the order of day and month where no row shows it', async () => {
    const text = csv(row('a', '3/4/2025', 1, 1), row('a', '5/6/2025', 1, 1));
    await expect(salesFrom(text)).rejects.toThrow('--time-format mdy or --time-format dmy');
    const { time } = await salesFrom(text, { timeFormat: 'dmy' });
    expect([...time]).toEqual([Date.UTC(2025, 3, 3), Date.UTC(2025, 5, 5)]);
  });
});

describe('products and weeks', () => {
  const text = 'region,type,week,price,units\nWest,organic,40,2,3\nWest,plain,41,1,5';

  it('asks for the first day of week 1 where times are numbers', async () => {
    await expect(salesFrom(text, { columns: { product: 'type' } })).rejects.toThrow(
      'Column week has numbers such as 40, not dates. If they are weeks, give the first day of week 1 with --week-of DATE.',
    );
  });

  it('reads numbers of weeks from that day on, and products of several columns', async () => {
    const weekOne = Date.UTC(2025, 0, 6);
    const { products, time } = await salesFrom(text, { columns: { product: 'region+type' }, weekOne });
    expect(products).toEqual(['West / organic', 'West / plain']);
    expect([...time]).toEqual([39, 40].map((weeks) => weekOne + weeks * 7 * DAY));
  });
});
