import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMinorUnits } from '../../../cli/shared/money.ts';
import { formatMoney } from '../../../domain/values/money.ts';

describe('a decimal amount', () => {
  it.each([
    ['12.34', 'EUR', 1_234],
    ['12.3', 'EUR', 1_230],
    ['12', 'EUR', 1_200],
    ['12.', 'EUR', 1_200],
    ['0.29', 'EUR', 29],
    ['1.15', 'EUR', 115],
    ['12.3400', 'EUR', 1_234],
    ['500', 'JPY', 500],
    ['1.234', 'KWD', 1_234],
  ])('%s %s is %i minor units', (text, currency, minor) => {
    expect(toMinorUnits(text, currency)).toBe(minor);
  });

  it.each([
    ['12.345', 'EUR'],
    ['0.5', 'JPY'],
    ['-1', 'EUR'],
    ['1,000', 'EUR'],
    ['1e3', 'EUR'],
    ['', 'EUR'],
    ['99999999999999999', 'EUR'],
    ['1', 'no code'],
  ])('%j %s is refused', (text, currency) => {
    expect(() => toMinorUnits(text, currency)).toThrow(RangeError);
  });

  it('comes back from its own text, whatever the amount', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e12 }),
        fc.constantFrom('EUR', 'JPY', 'KWD'),
        (minor, currency) => {
          expect(toMinorUnits(formatMoney(minor, currency).slice(4), currency)).toBe(minor);
        },
      ),
    );
  });
});
