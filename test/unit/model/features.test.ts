import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CATEGORIES,
  type DemandContext,
  FEATURE_CONTRACT_VERSION,
  FEATURE_NAMES,
  featureRow,
  toCsv,
} from '../../../model/features.ts';
import { loadModel } from '../../../model/scorer.ts';
import { contract, modelJson } from './artifact.ts';

const context: DemandContext = {
  category: 'home',
  listPrice: 10_000,
  price: 8_000,
  recentPrice: 9_000,
  stock: 30,
  recentUnitsPerHour: 4,
  hoursLeft: 12,
  at: '2026-11-27T20:59:59Z', // a Friday
};
const named = (input: DemandContext) => {
  const row = featureRow(input);
  return Object.fromEntries(FEATURE_NAMES.map((name, i) => [name, row[i]]));
};

describe('the feature contract', () => {
  it('is the one that the model was trained with', () => {
    expect(contract.featureContractVersion).toBe(FEATURE_CONTRACT_VERSION);
    expect(contract.features).toEqual(FEATURE_NAMES);
    expect(contract.categories).toEqual(CATEGORIES);
    expect(loadModel(modelJson()).featureNames).toEqual(FEATURE_NAMES);
  });

  it('gives one value a name', () => {
    expect(featureRow(context)).toHaveLength(FEATURE_NAMES.length);
  });

  it('puts each value under its name', () => {
    expect(named(context)).toEqual({
      log_price_ratio: Math.log(0.8),
      log_recent_price_ratio: Math.log(0.9),
      category_electronics: 0,
      category_fashion: 0,
      category_grocery: 0,
      category_home: 1,
      category_sports: 0,
      category_toys: 0,
      category_beauty: 0,
      category_books: 0,
      hour_of_day: 20,
      weekday: 5,
      log_hours_left: Math.log1p(12),
      log_stock_cover_hours: Math.log1p(7.5),
    });
  });

  it('has no column for a category it does not know', () => {
    const row = named({ ...context, category: 'garden' });
    expect(CATEGORIES.map((category) => row[`category_${category}`])).toEqual(CATEGORIES.map(() => 0));
  });

  it.each([
    ['the stock cover when nothing sold lately', { recentUnitsPerHour: 0 }, 'log_stock_cover_hours'],
    ['the recent price when there was none', { recentPrice: Number.NaN }, 'log_recent_price_ratio'],
    ['the hours left when no end is set', { hoursLeft: Number.POSITIVE_INFINITY }, 'log_hours_left'],
  ])('leaves out %s, and nothing else', (_, change, name) => {
    const row = named({ ...context, ...change });
    expect(Object.keys(row).filter((key) => Number.isNaN(row[key]))).toEqual([name]);
  });

  it.each([
    ['price', { price: 0 }],
    ['price', { price: Number.NaN }],
    ['listPrice', { listPrice: 0 }],
    ['listPrice', { listPrice: Number.POSITIVE_INFINITY }],
    ['stock', { stock: -1 }],
    ['recentUnitsPerHour', { recentUnitsPerHour: Number.NaN }],
    ['hoursLeft', { hoursLeft: -0.1 }],
    ['at', { at: '2026-11-27T20:59:59' }],
    ['at', { at: '2026-11-27T20:59:59+02:00' }],
    ['at', { at: 'Z' }],
  ])('refuses a senseless %s', (field, change) => {
    expect(() => featureRow({ ...context, ...change })).toThrow(RangeError);
    expect(() => featureRow({ ...context, ...change })).toThrow(field);
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
