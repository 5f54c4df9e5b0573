import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operationalTime } from '../../../../lab/simulation/theory/operational-time.ts';

describe('operational time', () => {
  it('is the integral of a smooth intensity over what is left of the sale, not over what has passed', () => {
    const clock = operationalTime((time) => Math.exp(time), 3);
    for (const left of [0, 1e-9, 0.1, 1.234, 2.999, 3])
      expect(clock(left)).toBeCloseTo(Math.exp(3) - Math.exp(3 - left), 11);
  });

  it('takes steps at any time', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        (jump, left) => {
          const clock = operationalTime((time) => (time < jump ? 1 : 5), 10);
          const exact = 5 * Math.min(left, 10 - jump) + Math.max(0, left - (10 - jump));
          expect(clock(left)).toBeCloseTo(exact, 10);
        },
      ),
    );
  });

  it('finds a short peak between long nothings, and ends', () => {
    const clock = operationalTime((time) => {
      const off = Math.abs(time - 0.5) / 0.0005;
      return off < 1 ? (1 + Math.cos(Math.PI * off)) / 2 : 0;
    }, 1);
    expect(clock(1)).toBeCloseTo(0.0005, 13);
    expect(clock(0.5)).toBeCloseTo(0.00025, 13);
  });

  it('is 0 for a sale that is over', () => {
    expect(operationalTime(() => 1, 0)(0)).toBe(0);
    expect(operationalTime(() => 0, 5)(5)).toBe(0);
  });

  it.each([-1, Number.NaN, Infinity])('refuses an intensity of %d', (value) => {
    expect(() => operationalTime((time) => (time > 0.5 ? value : 1), 1)).toThrow(RangeError);
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses %d left of 1', (left) => {
    expect(() => operationalTime(() => 1, 1)(left)).toThrow(RangeError);
  });
});
