import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestPriceMix, FERREIRA_EXAMPLE } from './theory/ferreira.ts';
import { type Activity, maximise } from './theory/linear-programme.ts';

const amount = fc.oneof(
  fc.double({ min: 0.01, max: 10, noNaN: true }),
  // Whole numbers make ties and parallel columns likely.
  fc.integer({ min: 1, max: 3 }),
);
const activities = fc.array(
  fc.record<Activity>({
    gain: fc.oneof(amount, fc.integer({ min: -2, max: 3 })),
    uses: fc.tuple(fc.oneof(amount, fc.constant(0)), amount),
  }),
  { minLength: 1, maxLength: 8 },
);
const limits = fc.tuple(fc.oneof(amount, fc.constant(0)), amount);
const total = (all: readonly Activity[], amounts: readonly number[], of: (each: Activity) => number) =>
  all.reduce((sum, each, k) => sum + of(each) * (amounts[k] ?? 0), 0);

describe('maximise', () => {
  it('gains at least what any mix within the limits gains', () => {
    fc.assert(
      fc.property(
        activities,
        limits,
        fc.array(fc.oneof(amount, fc.constant(0)), { minLength: 8, maxLength: 8 }),
        (all, [A, B], direction) => {
          const reach = Math.min(
            A / total(all, direction, (each) => each.uses[0]) || 0,
            B / total(all, direction, (each) => each.uses[1]) || 0,
          );
          const mix = direction.map((x) => (Number.isFinite(reach) ? x * reach : 0));
          const { value } = maximise(all, [A, B]);
          expect(value).toBeGreaterThanOrEqual(total(all, mix, (each) => each.gain) - 1e-9);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('keeps to the limits, and gains what its amounts gain', () => {
    fc.assert(
      fc.property(activities, limits, (all, [A, B]) => {
        const { value, amounts } = maximise(all, [A, B]);
        expect(Math.min(...amounts)).toBeGreaterThanOrEqual(0);
        expect(total(all, amounts, (each) => each.uses[0])).toBeLessThanOrEqual(A + 1e-9);
        expect(total(all, amounts, (each) => each.uses[1])).toBeLessThanOrEqual(B + 1e-9);
        expect(total(all, amounts, (each) => each.gain)).toBeCloseTo(value, 9);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is worth what its limits are worth at its shadow prices, at which no activity pays', () => {
    fc.assert(
      fc.property(activities, limits, (all, [A, B]) => {
        const { value, shadowPrices } = maximise(all, [A, B]);
        const [u, v] = shadowPrices;
        expect(Math.min(u, v)).toBeGreaterThanOrEqual(0);
        for (const { gain, uses } of all)
          expect(uses[0] * u + uses[1] * v).toBeGreaterThanOrEqual(gain - 1e-9);
        expect(A * u + B * v).toBeCloseTo(value, 8);
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps to the limits where activities and limits are parallel but for rounding', () => {
    fc.assert(
      fc.property(
        fc.tuple(amount, amount),
        fc.array(fc.record({ gain: amount, size: amount }), { minLength: 2, maxLength: 4 }),
        amount,
        ([a, b], some, size) => {
          const all = some.map((each) => ({
            gain: each.gain,
            uses: [a * each.size, b * each.size] as const,
          }));
          const { value, amounts } = maximise(all, [a * size, b * size]);
          expect(total(all, amounts, (each) => each.uses[0])).toBeLessThanOrEqual(a * size * (1 + 1e-9));
          expect(value).toBeCloseTo(size * Math.max(...some.map((each) => each.gain / each.size)), 6);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('does nothing when nothing gains', () => {
    expect(maximise([{ gain: -1, uses: [1, 1] }], [3, 3])).toEqual({
      value: 0,
      amounts: [0],
      shadowPrices: [0, 0],
    });
  });

  it.each<[string, Activity[], [number, number]]>([
    ['no activities', [], [1, 1]],
    ['a limit below 0', [{ gain: 1, uses: [1, 1] }], [-1, 1]],
    ['a use below 0', [{ gain: 1, uses: [-1, 1] }], [1, 1]],
    ['an activity without bound', [{ gain: 1, uses: [1, 0] }], [1, 1]],
    ['a gain that is no number', [{ gain: Number.NaN, uses: [1, 1] }], [1, 1]],
  ])('refuses %s', (_, all, within) => {
    expect(() => maximise(all, within)).toThrow(RangeError);
  });
});

describe('the example of Ferreira, Simchi-Levi & Wang', () => {
  it('earns $10.10 a period with stock for a quarter of them, three quarters at $39.90 and one at $44.90', () => {
    const { revenuePerPeriod, shares } = bestPriceMix(FERREIRA_EXAMPLE, 0.25);
    expect(revenuePerPeriod).toBeCloseTo(10.1, 12);
    expect(shares.map((share) => Number(share.toFixed(12)))).toEqual([0, 0, 0.75, 0.25]);
  });

  it('earns $17.95 a period with stock for half of them, two thirds at $34.90 and one at $39.90', () => {
    const { revenuePerPeriod, shares } = bestPriceMix(FERREIRA_EXAMPLE, 0.5);
    expect(revenuePerPeriod).toBeCloseTo(17.95, 12);
    expect(shares.map((share) => Number(share.toFixed(9)))).toEqual([0, 0.666666667, 0.333333333, 0]);
  });

  it('earns the best price alone, and leaves stock, when there is plenty', () => {
    const { revenuePerPeriod, shares, shadowPrices } = bestPriceMix(FERREIRA_EXAMPLE, 2);
    expect(revenuePerPeriod).toBeCloseTo(23.92, 12);
    expect(shares).toEqual([1, 0, 0, 0]);
    expect(shadowPrices.unit).toBe(0);
  });

  it('values one more unit of stock at what it adds', () => {
    const { shadowPrices, revenuePerPeriod } = bestPriceMix(FERREIRA_EXAMPLE, 0.4);
    const more = bestPriceMix(FERREIRA_EXAMPLE, 0.41).revenuePerPeriod;
    expect((more - revenuePerPeriod) / 0.01).toBeCloseTo(shadowPrices.unit, 9);
    expect(0.4 * shadowPrices.unit + shadowPrices.period).toBeCloseTo(revenuePerPeriod, 12);
  });
});
