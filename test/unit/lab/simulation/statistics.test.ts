import { describe, expect, it } from 'vitest';
import { ImpossibleEarnings, refuseImpossible } from '../../../../lab/simulation/results/impossible.ts';
import { meanOf, upliftOf } from '../../../../lab/simulation/results/statistics.ts';

describe('a mean', () => {
  it('has the interval of the standard error', () => {
    const { value, margin } = meanOf([1, 2, 3, 4]);
    expect(value).toBe(2.5);
    expect(margin).toBeCloseTo(1.96 * Math.sqrt(5 / 3 / 4), 12);
  });

  it('needs two samples', () => {
    expect(() => meanOf([1])).toThrow(RangeError);
  });
});

describe('an uplift', () => {
  it('is certain where every sale rises by the same share, however much sales scatter', () => {
    const base = [100, 900, 250, 4_000];
    const { value, margin } = upliftOf(
      base.map((each) => 1.1 * each),
      base,
    );
    expect(value).toBeCloseTo(0.1, 12);
    expect(margin).toBeCloseTo(0, 12);
  });

  it('is as uncertain as the differences of pairs are', () => {
    const { value, margin } = upliftOf([12, 9, 12, 9], [10, 10, 10, 10]);
    expect(value).toBeCloseTo(0.05, 12);
    expect(margin).toBeCloseTo((1.96 * Math.sqrt(3 / 4)) / 10, 12);
  });
});

describe('earnings above their bound', () => {
  const bound = Array.from({ length: 100 }, () => 1_000);
  const scattered = (mean: number): number[] => bound.map((_, i) => mean + (i % 2 === 0 ? 100 : -100));

  it('are refused, by name', () => {
    expect(() => refuseImpossible('a miracle', scattered(1_050), bound)).toThrow(ImpossibleEarnings);
    expect(() => refuseImpossible('a miracle', scattered(1_050), bound)).toThrow(
      /^a miracle earned 5\.00% more than any policy can, by 5\.0 standard errors$/,
    );
  });

  it('are refused where nothing scatters', () => {
    expect(() =>
      refuseImpossible(
        'a miracle',
        bound.map((each) => 1.001 * each),
        bound,
      ),
    ).toThrow(ImpossibleEarnings);
  });

  it('pass where they are less than is shown', () => {
    expect(() =>
      refuseImpossible(
        'rounding',
        bound.map((each) => 1.00005 * each),
        bound,
      ),
    ).not.toThrow();
  });

  it('pass where chance explains them', () => {
    expect(() => refuseImpossible('luck', scattered(1_030), bound)).not.toThrow();
    expect(() => refuseImpossible('the optimum', bound, bound)).not.toThrow();
  });

  it('are judged sale by sale, each by its own bound', () => {
    const bounds = bound.map((_, i) => 1_000 + 500 * (i % 2));
    expect(() =>
      refuseImpossible(
        'a miracle',
        bounds.map((each, i) => each + 5 + (i % 3)),
        bounds,
      ),
    ).toThrow(ImpossibleEarnings);
  });
});
