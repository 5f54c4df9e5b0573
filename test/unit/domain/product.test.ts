import { describe, expect, it } from 'vitest';
import { Product, ProductId, runningSaleEnd } from '../../../domain/product/product.ts';
import { NOW, product } from './make.ts';

describe('a product id', () => {
  it.each(['A', 'SKU1', 'sku-1/blue:XL', 'two words', 'ключ', '日本', 'x'.repeat(128), '😀'.repeat(128)])(
    'can be %s',
    (id) => {
      expect(ProductId.safeParse(id).success).toBe(true);
    },
  );

  it.each([
    ['empty', ''],
    ['too long', 'x'.repeat(129)],
    ['with a brace', 'a{b'],
    ['with a closing brace', 'a}b'],
    ['with a blank before', ' a'],
    ['with a blank after', 'a '],
    ['a blank', ' '],
    ['with a line break', 'a\nb'],
    ['with a line break after', 'a\n'],
    ['with a tab', 'a\tb'],
    ['with a NUL', 'a\u0000b'],
    ['with a zero-width space', 'a\u200bb'],
    ['with a right-to-left override', 'a\u202eb'],
    ['with half a surrogate pair', 'a\ud800b'],
    ['a number', 5],
  ])('is not one that is %s', (_, id) => {
    expect(ProductId.safeParse(id).success).toBe(false);
  });
});

describe('a product', () => {
  const written = {
    productId: 'SKU1',
    name: 'Kettle',
    category: 'kitchen',
    currency: 'EUR',
    listPrice: 1_000,
  };

  it('is active, under the default policy and without a floor where nothing else is written', () => {
    expect(Product.parse(written)).toEqual({ ...written, policyId: 'default', status: 'active' });
  });

  it.each(['productId', 'name', 'category', 'currency', 'listPrice'])(
    'names its %s when that is missing',
    (field) => {
      const issues = Product.safeParse({ ...written, [field]: undefined }).error?.issues ?? [];
      expect(issues.map(({ path }) => path.join('.'))).toEqual([field]);
    },
  );

  it.each(['unitcost', 'minPrice', 'price'])('names a field that it does not know: %s', (field) => {
    expect(Product.safeParse({ ...written, [field]: 1 }).error?.message).toContain(field);
  });

  it.each([
    ['listPrice', 0],
    ['listPrice', 9.99],
    ['unitCost', -1],
    ['unitCost', ''],
    ['unitCost', null],
    ['minimumPrice', 0],
    ['minimumAdvertisedPrice', 0],
    ['baselineUnitsPerHour', 0],
    ['baselineUnitsPerHour', -1],
    ['baselineUnitsPerHour', 1_000_001],
    ['baselineUnitsPerHour', Number.NaN],
  ])('does not take %s from %j', (field, value) => {
    expect(Product.safeParse({ ...written, [field]: value }).success).toBe(false);
  });
});

describe('the baseline of a product', () => {
  it.each([0.0001, 2.5, 1_000_000])('can be any rate up to a million units an hour: %d', (units) => {
    expect(product({ baselineUnitsPerHour: units }).baselineUnitsPerHour).toBe(units);
  });

  it('may be left out', () => {
    expect(product()).not.toHaveProperty('baselineUnitsPerHour');
  });
});

describe('the end of the running sale', () => {
  const BEFORE = '2026-11-22T11:59:59.999Z';
  const AFTER = '2026-11-22T12:00:00.001Z';

  it.each([
    ['the end, from the start on', { saleStartsAt: NOW, saleEndsAt: AFTER }, AFTER],
    ['the end, where no start is set', { saleEndsAt: AFTER }, AFTER],
    ['none before the start', { saleStartsAt: AFTER, saleEndsAt: '2026-11-23T12:00:00.000Z' }, undefined],
    ['none at the end', { saleEndsAt: NOW }, undefined],
    ['none after the end', { saleEndsAt: BEFORE }, undefined],
    ['none without an end', { saleStartsAt: BEFORE }, undefined],
  ])('is %s', (_, sale, end) => {
    expect(runningSaleEnd(product(sale), NOW)).toBe(end);
  });
});
