import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';
import { describe, expect, it } from 'vitest';
import {
  FALSE_ALARM,
  ImpossibleEarnings,
  refuseImpossible,
} from '../../../../lab/simulation/results/impossible.ts';
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

  it('are refused, by name, with the excess', () => {
    expect(() => refuseImpossible('a miracle', scattered(1_200), bound, 100)).toThrow(ImpossibleEarnings);
    expect(() => refuseImpossible('a miracle', scattered(1_200), bound, 100)).toThrow(
      /^a miracle earned 20\.00% more than any policy can; by chance so much happens at most once in 1\.\de\+6 checks$/,
    );
  });

  it('need more evidence, the more comparisons are made', () => {
    expect(() => refuseImpossible('luck', scattered(1_200), bound, 10_000)).not.toThrow();
  });

  it('pass where chance explains them', () => {
    expect(() => refuseImpossible('luck', scattered(1_030), bound, 1)).not.toThrow();
    expect(() => refuseImpossible('the optimum', bound, bound, 1)).not.toThrow();
  });

  it('are judged sale by sale, each by its own bound', () => {
    const bounds = bound.map((_, i) => 1_000 + 500 * (i % 2));
    const refuse = (earned: number[]) => () => refuseImpossible('a miracle', earned, bounds, 100);
    expect(refuse(bounds.map((each) => each + 300))).toThrow(ImpossibleEarnings);
    expect(refuse(bounds)).not.toThrow();
  });

  it('cannot be judged where money was lost', () => {
    expect(() => refuseImpossible('a loss', [-1, 5], [10, 10], 1)).toThrow(
      'a loss must not lose money, but earned -1',
    );
  });

  it('are refused by chance no more often than stated, though one unit sells almost always', () => {
    const [runs, sales, sold] = [10_000, 40, 0.97];
    const generator = mersenne(1);
    const alarms = Array.from({ length: runs }, () => {
      const earned = Array.from({ length: sales }, () => (uniformFloat64(generator) < sold ? 1_000 : 0));
      try {
        const bounds = earned.map(() => 1_000 * sold);
        refuseImpossible('chance', earned, bounds, 1);
        return 0;
      } catch {
        return 1;
      }
    }).reduce((sum: number, each) => sum + each, 0);
    expect(alarms).toBeLessThanOrEqual(FALSE_ALARM * runs);
  });
});
