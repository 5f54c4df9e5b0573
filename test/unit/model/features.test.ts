import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DemandContext,
  dependsOnTime,
  type FeatureSet,
  featureNames,
  featureRows,
  ModelContract,
  toCsv,
} from '../../../model/features.ts';

const hourly: FeatureSet = { categories: ['home', 'a[b]<c'], interval: 'hour', promo: true };
const context: DemandContext = {
  category: 'home',
  listPrice: 10_000,
  price: 8_000,
  promo: true,
  at: '2026-11-27T18:59:59Z', // a Friday
};
const named = (set: FeatureSet, input: DemandContext) => {
  const row = featureRows(set)(input);
  return Object.fromEntries(featureNames(set).map((name, i) => [name, row[i]]));
};
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

describe('the feature contract', () => {
  it('puts each value under its name', () => {
    expect(named(hourly, context)).toEqual({
      log_price_ratio: Math.log(0.8),
      'log_price_ratio:home': Math.log(0.8),
      'category:home': 1,
      'log_price_ratio:a_b__c': 0,
      'category:a_b__c': 0,
      promo: 1,
      ...Object.fromEntries(DAYS.map((day) => [day, day === 'friday' ? 1 : 0])),
      hour_sin_1: Math.sin(1.5 * Math.PI),
      hour_cos_1: Math.cos(1.5 * Math.PI),
      hour_sin_2: Math.sin(3 * Math.PI),
      hour_cos_2: Math.cos(3 * Math.PI),
    });
  });

  it('gives a category without columns zeros in all of them, and the common slope', () => {
    const row = named(hourly, { ...context, category: 'garden' });
    const own = Object.entries(row).filter(([name]) => name.includes(':'));
    expect(own.map(([, value]) => value)).toEqual([0, 0, 0, 0]);
    expect(row['log_price_ratio']).toBe(Math.log(0.8));
  });

  it.each([
    ['hour', [...DAYS, 'hour_sin_1', 'hour_cos_1', 'hour_sin_2', 'hour_cos_2'], true],
    ['day', DAYS, true],
    ['week', [], false],
  ] as const)('tells what rows of a(n) %s can tell of the time', (interval, names, timed) => {
    const set = { categories: [], interval, promo: false };
    expect(featureNames(set)).toEqual(['log_price_ratio', ...names]);
    expect(dependsOnTime(set)).toBe(timed);
  });

  it.each([
    ['price', { price: 0 }],
    ['price', { price: Number.NaN }],
    ['listPrice', { listPrice: 0 }],
    ['listPrice', { listPrice: Number.POSITIVE_INFINITY }],
    ['at', { at: '2026-11-27T20:59:59' }],
    ['at', { at: '2026-11-27T20:59:59+02:00' }],
    ['at', { at: 'Z' }],
  ])('refuses a senseless %s', (field, change) => {
    const rowFor = featureRows(hourly);
    expect(() => rowFor({ ...context, ...change })).toThrow(RangeError);
    expect(() => rowFor({ ...context, ...change })).toThrow(field);
  });

  it.each([
    ['another contract version', { featureContractVersion: 1 }],
    ['a range upside down', { priceRatio: { lowest: 1.2, highest: 0.8 } }],
    ['an unknown kind', { kind: 'forest' }],
  ])('is refused with %s', (_, change) => {
    const contract = {
      featureContractVersion: 2,
      version: '0123456789ab',
      kind: 'trees',
      ...hourly,
      priceRatio: { lowest: 0.5, highest: 1.3 },
    };
    expect(ModelContract.safeParse(contract).success).toBe(true);
    expect(ModelContract.safeParse({ ...contract, ...change }).success).toBe(false);
  });
});

describe('toCsv', () => {
  it('writes a row a line, without a header, with empty cells for missing values', () => {
    expect(
      toCsv([
        [1, Number.NaN, -0.5],
        [Number.NaN, 0, Number.NaN],
      ]),
    ).toBe('1,,-0.5\n,0,');
  });

  it('loses nothing of what XGBoost sees', () => {
    const seen = (value: number) => Math.fround(Number(toCsv([[value]])));
    expect(seen(1000.0000610351562)).toBe(1000.0000610351562); // the float32 after 1000: 8 digits would not reach it
    fc.assert(
      fc.property(fc.double({ min: -1e30, max: 1e30, noNaN: true }), (value) => {
        expect(seen(value) - Math.fround(value)).toBe(0);
      }),
    );
  });

  it.each([Number.POSITIVE_INFINITY, -1e39])('refuses %d', (value) => {
    expect(() => toCsv([[value]])).toThrow(RangeError);
  });
});
