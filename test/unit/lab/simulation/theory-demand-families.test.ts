import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  constantElasticityDemand,
  type DemandFamily,
  exponentialDemand,
  linearDemand,
  logitDemand,
  type PriceInterval,
} from '../../../../lab/simulation/theory/demand-families.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const intervals: fc.Arbitrary<PriceInterval> = fc
  .tuple(number(0.01, 30), number(0.01, 30), fc.integer({ min: 0, max: 3 }))
  .map(([x, y, ends]) => ({
    ...(ends & 1 ? { low: Math.min(x, y) } : {}),
    ...(ends & 2 ? { high: Math.max(x, y) } : {}),
  }));
const inAnyInterval = <T>(
  parameters: fc.Arbitrary<T>,
  make: (is: T, within: PriceInterval) => DemandFamily,
) => fc.tuple(parameters, intervals).map(([is, within]) => ({ family: make(is, within), within, is }));

const families = [
  [
    'exponential',
    inAnyInterval(fc.record({ a: number(0.1, 50), alpha: number(0.05, 5) }), exponentialDemand),
  ],
  ['linear', inAnyInterval(fc.record({ a: number(0.1, 50), b: number(0.05, 5) }), linearDemand)],
  [
    'logit',
    inAnyInterval(
      fc.record({ a: number(0.1, 50), alpha: number(0.05, 5), utility: number(-20, 60) }),
      logitDemand,
    ),
  ],
  [
    'constant elasticity',
    inAnyInterval(fc.record({ a: number(0.1, 50), elasticity: number(1.05, 6) }), constantElasticityDemand),
  ],
] as const;

describe.each(families)('%s demand', (_, family) => {
  it('asks an allowed price that earns more over the cost than any other allowed price', () => {
    fc.assert(
      fc.property(
        family,
        number(0.01, 40),
        fc.oneof(number(0.001, 60), number(-0.2, 0.2)),
        ({ family: { rate, bestRate }, within: { low = 0.001, high = 60 } }, cost, other) => {
          const best = bestRate(cost);
          expect(best.rate).toBe(rate(best.price));
          // Prices near the best one reveal small errors, other prices large ones.
          const near = other <= 0.2 ? best.price * (1 + other) : other;
          const allowed = Math.min(Math.max(near, low), Math.max(high, low));
          const earned = best.rate * (best.price - cost);
          const otherwise = rate(allowed) * (allowed - cost);
          expect(otherwise).toBeLessThanOrEqual(earned + 1e-12 * Math.abs(earned));
          expect(best.price).toBeGreaterThanOrEqual(low === 0.001 ? -Infinity : low);
          expect(best.price).toBeLessThanOrEqual(high === 60 ? Infinity : high);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('the best price', () => {
  it('is, by hand, the one of each family', () => {
    expect(exponentialDemand({ a: 3, alpha: 0.5 }).bestRate(4).price).toBe(6);
    expect(linearDemand({ a: 12, b: 2 }).bestRate(4).price).toBe(5);
    expect(constantElasticityDemand({ a: 3, elasticity: 2.5 }).bestRate(3).price).toBeCloseTo(5, 14);
    // W(e) = 1.
    expect(logitDemand({ a: 1, alpha: 0.5, utility: 4 }).bestRate(4).price).toBeCloseTo(8, 13);
  });

  it('of linear demand is where no one buys, once the cost is above it', () => {
    expect(linearDemand({ a: 12, b: 2 }).bestRate(7)).toEqual({ price: 6, rate: 0 });
  });

  it('of logit demand solves its first-order condition however far the utility is off', () => {
    for (const utility of [-700, -30, 0, 1, 2, 30, 700, 1e5]) {
      const { price, rate } = logitDemand({ a: 1, alpha: 1, utility }).bestRate(0);
      // price (1 - share) = 1, with the share that doesn't buy as 1 / (1 + e^(utility - price)).
      expect(price / (1 + Math.exp(utility - price))).toBeCloseTo(1, 9);
      expect(rate).toBeCloseTo(1 / (1 + Math.exp(price - utility)), 14);
    }
  });
});

it.each([
  ['a = 0', () => exponentialDemand({ a: 0, alpha: 1 })],
  ['endless b', () => linearDemand({ a: 1, b: Infinity })],
  ['a utility that is no number', () => logitDemand({ a: 1, alpha: 1, utility: Number.NaN })],
  ['an elasticity of 1', () => constantElasticityDemand({ a: 1, elasticity: 1 })],
  ['no price allowed', () => linearDemand({ a: 1, b: 1 }, { low: 2, high: 1 })],
])('a demand family refuses %s', (_, make) => {
  expect(make).toThrow(RangeError);
});
