import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Amount,
  Currency,
  formatMoney,
  minor,
  PriceAmount,
  percentOf,
  percentOfDown,
  percentOfUp,
} from '../../../domain/values/money.ts';

const NEVER_MONEY = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53];
const amounts = fc.integer({ min: 0, max: 1_000_000_000 });
/** Percentages with up to one decimal, in tenths. */
const tenths = fc.integer({ min: 1, max: 10_000 });

describe('an amount of minor units', () => {
  it.each(NEVER_MONEY)('is not %d', (amount) => {
    expect(() => minor(amount)).toThrow(RangeError);
  });

  it.each([0, 1, Number.MAX_SAFE_INTEGER])('can be %d', (amount) => {
    expect(minor(amount)).toBe(amount);
  });

  it.each([...NEVER_MONEY, 1e13, '5', null, undefined])('is not read from %s', (amount) => {
    expect(Amount.safeParse(amount).success).toBe(false);
  });

  it.each([
    ['a cost', true, Amount],
    ['a price', false, PriceAmount],
  ])('may be zero as %s: %s', (_, may, schema) => {
    expect(schema.safeParse(0).success).toBe(may);
  });
});

describe('a currency', () => {
  it.each(['EUR', 'USD', 'JPY', 'KWD'])('can be %s', (code) => {
    expect(Currency.safeParse(code).success).toBe(true);
  });

  it.each(['eur', 'EURO', 'E', '', 'QQQ', '€', 978])('is not %j', (code) => {
    expect(Currency.safeParse(code).success).toBe(false);
  });
});

describe('a percentage of an amount', () => {
  it.each([
    [1_000, 105, 1_050],
    [333, 150, 500],
    [3, 50, 2],
    [1, 49, 0],
    [125, 129.2, 162],
    [250, 130.2, 326],
  ])('of %d by %d is rounded half up to %d', (amount, percent, result) => {
    expect(percentOf(amount, percent)).toBe(result);
  });

  it('is rounded half up for every percentage with one decimal', () => {
    fc.assert(
      fc.property(amounts, tenths, (amount, percent) => {
        const exact = (BigInt(amount) * BigInt(percent) + 500n) / 1_000n;
        expect(percentOf(amount, percent / 10)).toBe(Number(exact));
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['lower', 'upper', 1_005, 110, 1_105, percentOfDown],
    ['higher', 'lower', 1_005, 110, 1_106, percentOfUp],
    ['lower', 'upper', 250, 129.2, 323, percentOfDown],
    ['higher', 'lower', 250, 128.8, 322, percentOfUp],
    ['lower', 'upper', 93_749_000, 300.4, 281_621_996, percentOfDown],
    ['higher', 'lower', 13_680_000, 560.2, 76_635_360, percentOfUp],
  ])('takes the %s whole unit for the %s bound, and only where there are two: %d by %d is %d', (...row) => {
    const [, , amount, percent, result, calculate] = row;
    expect(calculate(amount, percent)).toBe(result);
  });

  it('is never above the exact value as an upper bound, nor a whole unit below it', () => {
    fc.assert(
      fc.property(amounts, tenths, (amount, percent) => {
        expect(percentOfDown(amount, percent / 10)).toBe(Number((BigInt(amount) * BigInt(percent)) / 1_000n));
      }),
      { numRuns: 5_000 },
    );
  });

  it('is never below the exact value as a lower bound, nor a whole unit above it', () => {
    fc.assert(
      fc.property(amounts, tenths, (amount, percent) => {
        expect(percentOfUp(amount, percent / 10)).toBe(
          Number((BigInt(amount) * BigInt(percent) + 999n) / 1_000n),
        );
      }),
      { numRuns: 5_000 },
    );
  });

  it.each(Object.entries({ percentOf, percentOfDown, percentOfUp }))(
    'is refused when negative: %s',
    (_, calculate) => {
      expect(() => calculate(1_000, -10)).toThrow(RangeError);
    },
  );
});

describe('money for people to read', () => {
  it.each([
    [1_234, 'EUR', 'EUR 12.34'],
    [5, 'EUR', 'EUR 0.05'],
    [1_234, 'JPY', 'JPY 1234'],
    [1_234, 'KWD', 'KWD 1.234'],
  ])('shows %d %s as %s', (amount, currency, text) => {
    expect(formatMoney(amount, currency)).toBe(text);
  });
});
