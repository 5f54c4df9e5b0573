import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../model/random.ts';
import { pooled, shrunk, varianceBetween } from '../../../model/training/shrinkage.ts';
import { slopeHierarchy } from '../../../model/training/slope-hierarchy.ts';

const random = seededRandom(6);
const estimates = (centre: number, spread: number, error: number, count: number) =>
  Array.from({ length: count }, () => ({
    value: centre + spread * random.normal() + error * random.normal(),
    error,
  }));

describe('varianceBetween', () => {
  it('is that of the true values, without that of the errors', () => {
    expect(Math.sqrt(varianceBetween([estimates(-2, 0.5, 0.4, 400)]))).toBeCloseTo(0.5, 1);
  });

  it('is 0 where errors explain the differences, and for single estimates', () => {
    expect(varianceBetween([estimates(-2, 0, 0.4, 10).map((each) => ({ ...each, error: 1 }))])).toBe(0);
    expect(varianceBetween([[{ value: -2, error: 0.1 }], [{ value: 4, error: 0.1 }]])).toBe(0);
  });

  it('compares within groups alone', () => {
    const groups = [estimates(-2, 0.3, 0.2, 300), estimates(4, 0.3, 0.2, 300)];
    expect(Math.sqrt(varianceBetween(groups))).toBeCloseTo(0.3, 1);
  });
});

describe('shrunk', () => {
  it('lies between the estimate and the prior, and is surer than both', () => {
    const value = fc.double({ min: -8, max: 3, noNaN: true });
    const error = fc.double({ min: 0.01, max: 5, noNaN: true });
    fc.assert(
      fc.property(value, error, value, error, (own, ownError, prior, spread) => {
        const result = shrunk({ value: own, error: ownError }, { value: prior, error: 0 }, spread ** 2);
        expect(result.value).toBeGreaterThanOrEqual(Math.min(own, prior) - 1e-9);
        expect(result.value).toBeLessThanOrEqual(Math.max(own, prior) + 1e-9);
        expect(result.error).toBeLessThanOrEqual(Math.min(ownError, spread) + 1e-9);
      }),
    );
  });

  it('is the prior without an estimate', () => {
    expect(shrunk(undefined, { value: -2, error: 0.3 }, 0.16)).toEqual({ value: -2, error: 0.5 });
  });
});

describe('slopeHierarchy', () => {
  const alone = [...estimates(-2, 0.2, 0.1, 30), { value: 8, error: 3 }, undefined, undefined];
  const categories = [...alone.map((_, i) => (i < 32 ? 'toys' : 'books'))];
  const { own, byCategory, all } = slopeHierarchy(alone, categories, { value: -9, error: 0.05 });

  it('draws a slope of few sales to its category, and keeps one of many', () => {
    expect(own[30]?.value).toBeLessThan(-1.7);
    expect(Math.abs((own[0]?.value ?? 0) - (alone[0]?.value ?? 0))).toBeLessThan(0.15);
  });

  it('gives a product without sales its category, and a category without sales all others', () => {
    expect(own[31]?.value).toBe(byCategory.get('toys')?.value);
    expect(byCategory.get('books')?.value).toBe(all.value);
    expect(pooled([], 0).value).toBeNaN();
  });

  it('has the common slope where no product has its own', () => {
    expect(slopeHierarchy([undefined], [''], { value: -3, error: 0.5 }).own[0]?.value).toBe(-3);
  });
});
