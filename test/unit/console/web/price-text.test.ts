import { describe, expect, it } from 'vitest';
import { minorUnits, priceText } from '../../../../console/web/src/compliance/shared/price-text.ts';

describe('a price that a person types', () => {
  it.each([
    ['27.39', 'EUR', 2739],
    ['27,39', 'EUR', 2739],
    [' 27.3 ', 'EUR', 2730],
    ['27', 'EUR', 2700],
    ['27.', 'EUR', 2700],
    ['0.29', 'EUR', 29],
    ['1.10', 'EUR', 110],
    ['2739', 'JPY', 2739],
    ['1.234', 'KWD', 1234],
  ])('%s in %s is %i minor units, to the unit', (text, currency, amount) => {
    expect(minorUnits(text, currency)).toBe(amount);
  });

  it.each([
    ['', 'EUR'],
    ['0', 'EUR'],
    ['0.00', 'EUR'],
    ['-5', 'EUR'],
    ['27.391', 'EUR'],
    ['1,234.56', 'EUR'],
    ['27.3', 'JPY'],
    ['1e5', 'EUR'],
    ['27 EUR', 'EUR'],
    ['9999999999999', 'EUR'],
  ])('%s is no price in %s', (text, currency) => {
    expect(minorUnits(text, currency)).toBeUndefined();
  });

  it.each([
    [2739, 'EUR', '27.39'],
    [2700, 'EUR', '27.00'],
    [2739, 'JPY', '2739'],
    [1234, 'KWD', '1.234'],
  ])('%i in %s is shown as %s, and means the same when it is read again', (amount, currency, text) => {
    expect(priceText(amount, currency)).toBe(text);
    expect(minorUnits(text, currency)).toBe(amount);
  });
});
