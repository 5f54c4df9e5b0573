import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences, numbersOf, smoothColumn, sums } from '../../../adapters/number-columns.ts';

const throughJson = (numbers: number[]): number[] =>
  numbersOf(JSON.parse(JSON.stringify(smoothColumn(numbers))));
const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.integer({ min: -1e9, max: 1e9 }).map((whole) => whole / 1_000),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

describe('a column of numbers', () => {
  it('is restored from its differences', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e12, max: 1e12 })), (numbers) => {
        expect(sums(differences(numbers))).toEqual(numbers);
      }),
    );
  });

  it('of a curve is restored exactly, whatever its numbers are', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 40 }), (numbers) => {
        expect(throughJson(numbers)).toEqual(numbers.map((each) => each + 0));
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes two thirds of the text for the prices of a curve', () => {
    const prices = Array.from({ length: 25 }, (_, at) => Math.round(6_000 * 1.03 ** at));
    const column = smoothColumn(prices);
    expect(JSON.stringify(column).length).toBeLessThan((2 / 3) * JSON.stringify(prices).length);
  });

  it('with more decimals than a curve needs stays as it is', () => {
    const numbers = [Math.PI, Math.E];
    expect(smoothColumn(numbers)).toBe(numbers);
  });
});
