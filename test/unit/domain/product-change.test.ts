import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Product } from '../../../domain/product/product.ts';
import { changeProduct, clearedText } from '../../../domain/product/product-change.ts';
import { NOW, product } from './make.ts';

const full = product({
  unitCost: 400,
  baselineUnitsPerHour: 0.25,
  slopeShift: -0.4,
  slopeSd: 0.3,
  minimumPrice: 500,
  minimumAdvertisedPrice: 950,
  lowestPrice: 600,
  highestPrice: 2_000,
  region: 'EU',
  saleStartsAt: NOW,
  nextDeliveryAt: '2026-11-29T00:00:00.000Z',
  replenishmentHours: 168,
  saleEndsAt: '2026-12-01T00:00:00.000Z',
  policyId: 'fashion',
});
const REQUIRED = ['productId', 'name', 'category', 'currency', 'listPrice'];
const DEFAULTS: Record<string, string> = { policyId: 'default', status: 'active' };
const fields = Object.keys(Product.shape) as (keyof Product)[];

describe('a change of a product', () => {
  it('leaves every field as it is that is not given', () => {
    expect(changeProduct(full, { productId: 'SKU1', listPrice: 1_200 })).toEqual({
      product: { ...full, listPrice: 1_200 },
      changed: ['listPrice'],
      cleared: [],
    });
  });

  it.each(fields.filter((field) => !REQUIRED.includes(field) && !(field in DEFAULTS)))(
    'clears %s where that is null, and names it with its value',
    (field) => {
      const { [field]: before, ...rest } = full;
      expect(changeProduct(full, { [field]: null })).toEqual({
        product: rest,
        changed: [field],
        cleared: [{ field, before }],
      });
      expect(changeProduct(product({ unitCost: undefined }), { [field]: null })).toMatchObject({
        cleared: [],
      });
    },
  );

  it.each(Object.keys(DEFAULTS))('gives %s its default again where that is null', (field) => {
    const retired = product({ policyId: 'fashion', status: 'retired' });
    expect(changeProduct(retired, { [field]: null })).toMatchObject({
      product: { [field]: DEFAULTS[field] },
      cleared: [{ field, before: retired[field as 'policyId'] }],
    });
    expect(changeProduct(product(), { [field]: null })).toMatchObject({ changed: [], cleared: [] });
  });

  it.each(REQUIRED)('refuses to clear %s, of a known and of a new product', (field) => {
    for (const before of [full, undefined])
      expect(changeProduct(before, { ...full, [field]: null })).toEqual({
        problems: [{ at: field, message: 'must not be empty' }],
      });
  });

  it('says what a new product lacks', () => {
    expect(changeProduct(undefined, { productId: 'SKU9', listPrice: 900 })).toEqual({
      problems: ['name', 'category', 'currency'].map((at) => ({
        at,
        message: 'is missing, and a new product needs it',
      })),
    });
  });

  it('takes no null of a new product for something cleared', () => {
    const { unitCost: _, ...rest } = product();
    expect(changeProduct(undefined, { ...rest, unitCost: null })).toEqual({
      product: rest,
      changed: [],
      cleared: [],
    });
  });

  it.each([null, 5])('refuses a field that no product has, given as %j', (value) => {
    expect(changeProduct(full, { minimumAdvertisedprice: value })).toEqual({
      problems: [{ at: '', message: expect.stringContaining('minimumAdvertisedprice') }],
    });
  });

  it('never loses or makes up a value, whatever is given', () => {
    const part = fc.subarray(fields.filter((field) => !REQUIRED.includes(field)));
    fc.assert(
      fc.property(part, part, (given, cleared) => {
        const change = changeProduct(full, {
          ...Object.fromEntries(given.map((field) => [field, full[field]])),
          ...Object.fromEntries(cleared.map((field) => [field, null])),
        });
        if (!('product' in change)) throw new Error('it was refused');
        for (const field of fields)
          expect(change.product[field]).toEqual(cleared.includes(field) ? DEFAULTS[field] : full[field]);
      }),
    );
  });

  it.each([
    [{ field: 'minimumAdvertisedPrice', before: 950 }, 'minimumAdvertisedPrice: cleared; it was EUR 9.50'],
    [{ field: 'baselineUnitsPerHour', before: 0.25 }, 'baselineUnitsPerHour: cleared; it was 0.25'],
    [{ field: 'region', before: 'EU' }, 'region: cleared; it was EU'],
  ] as const)('tells what was cleared as people read it', (cleared, text) => {
    expect(clearedText(cleared, full)).toBe(text);
  });
});
