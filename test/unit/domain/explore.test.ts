import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestCandidate, candidatePrices } from '../../../domain/demand/demand.ts';
import { experiment, spent, takesPart } from '../../../domain/demand/explore.ts';
import { DAY_MS, shift } from '../../../domain/values/time.ts';
import { NOW } from './make.ts';

const { best, curve } = bestCandidate(
  candidatePrices(600, 1_500, 65).map((price) => ({ price, unitsPerHour: (price / 1_000) ** -2 })),
  { stock: 100, hours: 24, unitCost: 500 },
);
const explore = { productsPercent: 100, stepPercent: 5, budgetPercent: 1, untilSd: 0.3 };
const slope = { shift: 0, sd: 0.7, listPrice: 1_000, centre: Math.log(best.price / 1_000), caution: 0 };
type Given = Parameters<typeof experiment>[2];
const on: Given = { slope, explore, memory: undefined, productId: 'SKU1', hoursLeft: 24, looks: 1, now: NOW };
const tried = (changes: Partial<Given> = {}) => experiment(curve, best, { ...on, ...changes });

describe('a price experiment', () => {
  it('is a price within the step, far enough from the mean of earlier prices to teach, at a small loss', () => {
    const { point, lossPerHour } = tried() ?? { point: best, lossPerHour: 0 };
    const away = Math.abs(Math.log(point.price / best.price));
    expect(away).toBeLessThanOrEqual(Math.log(1.05));
    expect(away).toBeGreaterThanOrEqual(Math.log(1.05) / 2);
    expect(lossPerHour).toBeCloseTo((best.expectedProfit - point.expectedProfit) / 24, 9);
    expect(lossPerHour * 24).toBeLessThan(0.01 * best.expectedProfit);
  });

  it.each([
    ['a policy allows none', { explore: undefined }],
    ['the slope is taken as given', { slope: undefined }],
    ['the slope is known well enough', { slope: { ...slope, sd: 0.29 } }],
    [
      'the best price is far from the earlier ones, and teaches by itself',
      { slope: { ...slope, centre: 0.5 } },
    ],
    ['the product takes no part', { explore: { ...explore, productsPercent: 1e-6 } }],
    [
      'the budget is used up',
      { memory: { explored: { loss: Math.ceil(0.01 * best.expectedProfit), at: NOW } } },
    ],
    ['it would cost more than the budget', { explore: { ...explore, budgetPercent: 1e-4 } }],
  ])('is not made where %s', (_, changes) => {
    expect(tried(changes)).toBeUndefined();
  });

  it('costs as much an hour where the curve tells the loss until the next look only, as for the last units', () => {
    const [once, often] = [tried(), tried({ looks: 3 })];
    expect(often?.lossPerHour).toBeCloseTo(3 * (once?.lossPerHour ?? Number.NaN), 9);
    expect(tried({ looks: 1_000 })).toBeUndefined();
  });

  it('is paid for by a budget that comes back in months', () => {
    const explored = { loss: 100, at: NOW };
    expect(spent(explored, NOW)).toBe(100);
    expect(spent(explored, shift(NOW, 30 * DAY_MS))).toBeCloseTo(50, 9);
    expect(spent(undefined, NOW)).toBe(0);
  });

  it('is made with about the stated share of products, always the same ones', () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => `SKU-${i}`);
    for (const share of [1, 10, 50]) {
      const part = ids.filter((id) => takesPart(id, share)).length / ids.length;
      expect(Math.abs(part - share / 100)).toBeLessThan(0.02);
    }
    fc.assert(
      fc.property(fc.string(), fc.double({ min: 0, max: 100, noNaN: true }), (id, share) => {
        if (takesPart(id, share)) expect(takesPart(id, 100)).toBe(true);
      }),
    );
  });
});
