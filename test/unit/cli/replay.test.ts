import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { product, state } from '../domain/make.ts';
import { fileOf, pricewire, type Served, serve } from './support.ts';

let stack: Served;
afterEach(() => stack.stop());

const SALES = `sku,day,hour,qty,price
SKU1,2010-12-01,08:26:00,2,9.99
SKU1,2010-12-01,08:27:00,3,9.99
SKU2,2010-12-01,08:28:00,1,5.50
SKU1,2010-12-01,08:29:00,-4,9.99
`;
const COLUMNS = ['--product', 'sku', '--time', 'day,hour', '--quantity', 'qty'];

const replay = (file: string, ...args: string[]) =>
  pricewire(['replay', file, '--url', stack.url, '--json', ...args]);
const replaySales = (content: string, ...args: string[]) =>
  replay(fileOf('sales.csv', content), ...COLUMNS, ...args);
const told = (productId = 'SKU1') =>
  stack.puts.map(({ detail }) => detail).filter((detail) => detail.productId === productId);

describe('a replay of sales', () => {
  it('lowers the stock by every sale, raises it by a return, and counts the sequence up', async () => {
    stack = await serve({ products: { SKU1: product(), SKU2: product({ productId: 'SKU2' }) } });
    const { code, out } = await replaySales(SALES, '--initial-stock', '100');
    expect(code).toBe(0);
    expect(told().map(({ stock, sequence, reason }) => [stock, sequence, reason])).toEqual([
      [98, 1, 'sale'],
      [95, 2, 'sale'],
      [99, 3, 'return'],
    ]);
    expect(told('SKU2')).toMatchObject([{ stock: 99, sequence: 1 }]);
    expect(JSON.parse(out)).toMatchObject({ lines: 4, sent: 4, skipped: 0, productsAdded: 0 });
  });

  it('puts events of the inventory system on the bus, with the times of the file', async () => {
    stack = await serve();
    await replaySales(SALES);
    expect(stack.puts[0]).toMatchObject({
      EventBusName: 'pricewire',
      Source: 'inventory',
      DetailType: 'InventoryChanged',
      detail: { occurredAt: '2010-12-01T08:26:00.000Z' },
    });
  });

  it('moves all times alike when it is told when to start', async () => {
    stack = await serve();
    await replaySales(SALES, '--start-at', '2026-11-22T12:00:00Z');
    expect(told().map(({ occurredAt }) => occurredAt)).toEqual([
      '2026-11-22T12:00:00.000Z',
      '2026-11-22T12:01:00.000Z',
      '2026-11-22T12:03:00.000Z',
    ]);
  });

  it('takes each line for one unit without a column of quantities', async () => {
    stack = await serve({ products: { 'COFFEE-250': product({ productId: 'COFFEE-250' }) } });
    const { code, out } = await replay(
      fileURLToPath(new URL('./line-items.csv', import.meta.url)),
      ...['--product', 'sku', '--time', 'sold_at', '--price', 'price', '--initial-stock', '10'],
    );
    expect(told('COFFEE-250').map(({ stock, reason }) => [stock, reason])).toEqual([
      [9, 'sale'],
      [8, 'sale'],
      [7, 'sale'],
    ]);
    expect(told('TEA-100').map(({ stock }) => stock)).toEqual([9]);
    expect([code, JSON.parse(out)]).toMatchObject([0, { lines: 4, sent: 4, productsAdded: 1 }]);
  });

  it('reports a line whose quantity is empty, instead of guessing', async () => {
    stack = await serve({ products: { SKU1: product() } });
    const { code, err } = await replaySales('sku,day,hour,qty\nSKU1,2010-12-01,08:26:00,\n');
    expect([code, stack.puts]).toEqual([1, []]);
    expect(err).toContain(':2: qty: "" is not a whole number');
  });

  it('goes on from the stock and the sequence that the price state knows', async () => {
    stack = await serve({ states: { SKU1: state({ stock: 50, sequence: 41 }) } });
    await replaySales(SALES);
    expect(told()[0]).toMatchObject({ stock: 48, sequence: 42 });
  });

  it('begins at the initial stock rather than at the known one', async () => {
    stack = await serve({ states: { SKU1: state({ stock: 50 }) } });
    await replaySales(SALES, '--initial-stock', '10');
    expect(told()[0]).toMatchObject({ stock: 8 });
  });

  it('never falls below no stock, and skips sales of what is sold out', async () => {
    stack = await serve();
    const { code, out } = await replaySales(SALES, '--initial-stock', '2', '--list-price', '1');
    expect(told().map(({ stock }) => stock)).toEqual([0, 4]);
    expect(told('SKU2').map(({ stock }) => stock)).toEqual([1]);
    expect(JSON.parse(out)).toMatchObject({ skippedBecause: { 'sold out': 1 }, bad: 0 });
    expect(code).toBe(0);
  });

  it('takes a sale of more than there is for one of all that there is', async () => {
    stack = await serve();
    await replaySales(SALES, '--initial-stock', '4', '--list-price', '1');
    expect(told().map(({ stock }) => stock)).toEqual([2, 0, 4]);
  });

  it('says when the stock of products was told at later times before', async () => {
    stack = await serve({ states: { SKU1: state() } });
    const early = await replaySales(SALES, '--list-price', '1');
    expect(JSON.parse(early.out).productsSeenLater).toBe(1);
    expect(early.err).toContain('See --start-at');
    const moved = await replaySales(SALES, '--start-at', 'now');
    expect([JSON.parse(moved.out).productsSeenLater, moved.err]).toEqual([0, '']);
  });

  it('adds products that are not in the catalog, at the price of their first line', async () => {
    stack = await serve();
    const { out } = await replaySales(SALES, '--price', 'price', '--currency', 'GBP', '--unit-cost', '60%');
    expect(stack.shop.products['SKU2']).toMatchObject({ currency: 'GBP', listPrice: 550, unitCost: 330 });
    expect(JSON.parse(out)).toMatchObject({ sent: 4, productsAdded: 1 });
  });

  it('skips products that are not in the catalog and have no price', async () => {
    stack = await serve();
    const { code, out, err } = await replaySales(SALES);
    expect([code, JSON.parse(out).skippedBecause]).toEqual([1, { 'product not in the catalog': 1 }]);
    expect(err).toContain(':4: SKU2 is not in the catalog');
  });

  it('asks for each product once, and counts each of its lines when it can not be added', async () => {
    stack = await serve();
    const many = `sku,day,hour,qty\n${'SKU9,2010-12-01,08:26,1\n'.repeat(5)}`;
    const { out } = await replaySales(many, '--list-price', '1', '--policy', 'gold');
    expect(JSON.parse(out).skippedBecause).toEqual({ 'product not added': 5 });
  });

  it('imports a catalog first when it is given one', async () => {
    stack = await serve({ products: {} });
    const catalog = fileOf(
      'c.csv',
      'productId,name,category,currency,listPrice\nSKU1,Kettle,kitchen,EUR,999\n',
    );
    await replaySales(SALES, '--products', catalog);
    expect(stack.shop.products['SKU1']?.listPrice).toBe(999);
    expect(told()).toHaveLength(3);
  });

  it('tells bad lines with their number, counts them by reason, and goes on', async () => {
    stack = await serve();
    const bad = `sku,day,hour,qty
SKU1,2010-12-01,08:26,2
,2010-12-01,08:26,2
SKU1,soon,08:26,2
SKU1,2010-12-01,08:26,1.5
SKU1,2010-12-01,08:26
SKU1,2010-12-01,08:26,0
SKU1,2010-12-01,08:26,1
`;
    const { code, out, err } = await replaySales(bad);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      lines: 7,
      sent: 2,
      skipped: 5,
      bad: 4,
      skippedBecause: { 'bad product': 1, 'bad day, hour': 1, 'bad qty': 1, unreadable: 1, 'no units': 1 },
    });
    const numbers = err.match(/sales\.csv:\d+/g)?.map((each) => each.split(':')[1]);
    expect(numbers?.sort()).toEqual(['3', '4', '5', '6']);
  });

  it('counts the events that the bus refused', async () => {
    stack = await serve({}, ({ detail }) =>
      detail.sequence === 2 ? { ErrorCode: 'Throttled', ErrorMessage: 'slow down' } : { EventId: 'x' },
    );
    const { code, out, err } = await replaySales(SALES, '--list-price', '1');
    expect([code, JSON.parse(out).sent]).toEqual([1, 3]);
    expect(err).toContain('Throttled: slow down');
  });

  it('sends every line of a file of many, ten a call, through the back-pressure', async () => {
    stack = await serve();
    const many = Array.from(
      { length: 1234 },
      (_, at) => `SKU1,2010-12-01,${String(at % 24).padStart(2, '0')}:00,1`,
    );
    const { out } = await replaySales(`sku,day,hour,qty\n${many.join('\n')}\n`, '--initial-stock', '5000');
    expect(JSON.parse(out).sent).toBe(1234);
    expect(new Set(told().map(({ sequence }) => sequence)).size).toBe(1234);
  });
});

describe('a replay of stock levels', () => {
  it('tells the levels as they are', async () => {
    stack = await serve();
    const levels =
      '{"id":"SKU1","at":"2010-12-01T08:26:00Z","level":7}\n{"id":"SKU1","at":"2010-12-01T08:27:00Z","level":9}\n';
    await replay(fileOf('levels.jsonl.gz', levels), '--product', 'id', '--time', 'at', '--stock', 'level');
    expect(told().map(({ stock, reason }) => [stock, reason])).toEqual([
      [7, 'stock level'],
      [9, 'stock level'],
    ]);
  });

  it('refuses a level below 0', async () => {
    stack = await serve();
    const { out } = await replay(
      fileOf('levels.jsonl', '{"id":"SKU1","at":"2010-12-01T08:26:00Z","level":-7}\n'),
      ...['--product', 'id', '--time', 'at', '--stock', 'level'],
    );
    expect(JSON.parse(out)).toMatchObject({ sent: 0, skippedBecause: { 'bad level': 1 } });
  });
});

describe('a replay that can not be right', () => {
  it('names the columns that there are', async () => {
    stack = await serve();
    const { code, err } = await replay(
      fileOf('a.csv', SALES),
      '--product',
      'SKU',
      '--time',
      'day',
      '--quantity',
      'n',
    );
    expect([code, err]).toEqual([
      2,
      'pricewire: the file has no column SKU, n; its columns are sku, day, hour, qty, price\n',
    ]);
  });

  it('asks for the order of day and month before it sends anything', async () => {
    stack = await serve();
    const { code, err } = await replaySales(SALES.replaceAll('2010-12-01', '01/12/2010'));
    expect([code, stack.puts]).toEqual([2, []]);
    expect(err).toContain('line 2: "01/12/2010 08:26:00" may be day/month or month/day');
  });

  it.each([
    [['--stock', 'qty'], '--quantity or --stock, not both'],
    [['--time-format', 'DD/MM'], '--time-format'],
    [['--list-price', '1,50'], '1,50'],
    [['--unit-cost', 'much'], 'much'],
    [['--speed', '0'], '--speed'],
    [['--currency', 'EURO'], '--currency'],
    [['--utc-offset', 'CET'], '--utc-offset'],
  ])('with %j is bad usage', async (args, message) => {
    stack = await serve();
    const { code, err } = await replaySales(SALES, ...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('stops when the stack goes away, with what was sent until then', async () => {
    stack = await serve({}, () => {
      void stack.stop();
      return { EventId: 'x' };
    });
    const many = `sku,day,hour,qty\n${'SKU1,2010-12-01,08:26,1\n'.repeat(200)}`;
    const { code, out, err } = await replaySales(many);
    expect(code).toBe(3);
    expect(err).toContain('no stack at');
    expect(out === '' || JSON.parse(out).sent < 200).toBe(true);
  });

  it('ends at once, with its report, when it is interrupted', async () => {
    const interruption = new AbortController();
    stack = await serve({}, () => {
      interruption.abort();
      return { EventId: 'x' };
    });
    const slow = 'sku,day,hour,qty\nSKU1,2010-12-01,08:26,1\nSKU1,2011-12-01,08:26,1\n';
    const file = fileOf('sales.csv', slow);
    const { code, out } = await pricewire(
      ['replay', file, '--url', stack.url, '--json', '--speed', '1', ...COLUMNS],
      {
        onInterrupt: () => interruption.signal,
      },
    );
    expect([code, JSON.parse(out)]).toMatchObject([1, { sent: 1, interrupted: true }]);
  });
});
