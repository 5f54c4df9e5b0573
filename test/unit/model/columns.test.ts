import { describe, expect, it } from 'vitest';
import { mapColumns } from '../../../model/training/columns.ts';
import { DataError } from '../../../model/training/data-error.ts';

const plain = ['sku', 'date', 'price', 'qty'];
const failure = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof DataError) return error.message;
  }
  return expect.unreachable('it was taken');
};

describe('mapColumns', () => {
  it.each([
    [['StockCode', 'InvoiceDate', 'UnitPrice', 'Quantity'], {}],
    [['Product ID', 'Week', 'price', 'Units Sold'], {}],
    [['item_id', 'timestamp', 'selling-price', 'SALES'], {}],
    [['ArticleNo', 'SaleDate', 'UnitPriceEUR', 'QtySold'], {}],
    [['type', 'Date', 'AveragePrice', 'Total Volume'], {}],
    [['brand', 'week', 'price', 'Move Units'], {}],
    [['Item Ref', 'Business Day', 'Price (GBP)', 'Pieces sold'], {}],
    [
      [...plain, 'List Price', 'unit_cost', 'Inventory Level', 'On-Promotion', 'Dept', 'Store'],
      {
        listPrice: 'List Price',
        cost: 'unit_cost',
        stock: 'Inventory Level',
        promo: 'On-Promotion',
        category: 'Dept',
        location: 'Store',
      },
    ],
  ])('knows common names in any case and punctuation: %j', (header, optional) => {
    const [product, time, price, units] = header;
    expect(mapColumns(header, {})).toEqual({ product, time, price, units, ...optional });
  });

  it('does not match a misleading word', () => {
    const header = [
      'sku',
      'sku_name',
      'order date',
      'delivery date',
      'Price EUR',
      'Total price',
      'sold qty',
      'stock qty',
    ];
    expect(mapColumns(header, {})).toMatchObject({
      product: 'sku',
      time: 'order date',
      price: 'Price EUR',
      units: 'sold qty',
    });
  });

  it('asks if two columns have the word', () => {
    expect(failure(() => mapColumns(['sku', 'date', 'price EUR', 'price USD', 'qty'], {}))).toContain(
      'Several columns look like the price: price EUR, price USD',
    );
  });

  it('leaves other columns alone', () => {
    expect(mapColumns([...plain, 'Description', 'weather'], {})).toEqual(mapColumns(plain, {}));
  });

  it('takes a name given, and does not guess a second use for that column', () => {
    const header = ['sku', 'date', 'price', 'quantity', 'demand'];
    expect(mapColumns(header, { stock: 'quantity' })).toMatchObject({ stock: 'quantity', units: 'demand' });
  });

  it('prefers an id over a brand or a type', () => {
    expect(mapColumns([...plain, 'brand', 'type'], {})).toMatchObject({ product: 'sku' });
  });

  it('takes several columns for the product, and none of them for anything else', () => {
    const header = ['Date', 'AveragePrice', 'Total Volume', 'type', 'region'];
    const mapping = mapColumns(header, { product: 'region+type' });
    expect(mapping).toEqual({
      product: 'region+type',
      time: 'Date',
      price: 'AveragePrice',
      units: 'Total Volume',
    });
  });

  it('ignores a column if set', () => {
    expect(mapColumns([...plain, 'stock'], { stock: '-' })).not.toHaveProperty('stock');
  });

  it.each([
    [
      'two columns for one role',
      [...plain, 'Region', 'Store'],
      {},
      'like the location: Region, Store. Name one with --location',
    ],
    [
      'no product and no units',
      ['date', 'price'],
      {},
      'No column looks like the product. Name it with --product COLUMN.\nNo column looks like the units. Name it with --units COLUMN.',
    ],
    [
      'one of two columns of a product',
      [...plain, 'size'],
      { product: 'sku+colour' },
      '--product names the column "sku+colour"',
    ],
    ['a name that is not there', plain, { units: 'Qty' }, '--units names the column "Qty"'],
    ['a name that is there twice', [...plain, 'x', 'x'], { units: 'x' }, '--units names the column "x"'],
  ])('refuses %s, and lists the columns found', (_, header, given, message) => {
    const text = failure(() => mapColumns(header, given));
    expect(text).toContain(message);
    expect(text).toContain(`Columns found: ${header.join(', ')}`);
  });
});
