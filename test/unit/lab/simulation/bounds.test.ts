import { describe, expect, it } from 'vitest';
import { POLICIES } from '../../../../lab/simulation/policies/roster.ts';
import { playWorld } from '../../../../lab/simulation/results/play-world.ts';
import { average, type Estimate, meanOf } from '../../../../lab/simulation/results/statistics.ts';
import {
  bestStaticPrice,
  fluidEarnings,
  optimumOf,
  staticEarnings,
} from '../../../../lab/simulation/worlds/bounds.ts';
import { WORLDS, worldOf } from '../../../../lab/simulation/worlds/catalogue.ts';
import { LIST_PRICE } from '../../../../lab/simulation/worlds/world.ts';
import { bestFixedPrice, fluidBound, optimalPrice, optimalRevenue } from './theory/gallego-van-ryzin.ts';

const seeds = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
/** Three standard errors: one comparison in 370 differs more by chance. */
const far = ({ margin }: Estimate): number => (3 / 1.96) * margin;
const yardsticks = POLICIES.filter(({ id }) => ['static', 'oracle'].includes(id));

describe('the bounds of exponential demand', () => {
  const world = worldOf('unknown-n20-load2-24h');
  const exponential = { a: world.shoppers.potential, alpha: 1 / LIST_PRICE };

  it.each([0.3, 1, 2.5])('are those of the closed form at a scale of %d', (scale) => {
    const optimum = optimumOf(world, 3);
    const scaled = { ...exponential, a: scale * exponential.a };
    expect(optimum.earnings(scale) / optimalRevenue(scaled, 20, 24)).toBeCloseTo(1, 9);
    expect(optimum.price(7, 10, scale) / optimalPrice(scaled, 7, 10)).toBeCloseTo(1, 9);
    expect(fluidEarnings(world, scale) / fluidBound(scaled, 20, 24).revenue).toBeCloseTo(1, 4);
  });

  it('have the best fixed price where demand is known', () => {
    const known = worldOf('known-n20-load2-24h');
    const { price, revenue } = bestFixedPrice(exponential, 20, 24);
    expect(Math.abs(bestStaticPrice(known) - price)).toBeLessThanOrEqual(1);
    expect(staticEarnings(known, bestStaticPrice(known)) / revenue).toBeCloseTo(1, 6);
  });
});

describe.each(WORLDS.filter(({ scaleCv, solvable }) => scaleCv === 0 && solvable))('in $id', (world) => {
  it('no chance is worth more than the optimum, and that more than the best static price', () => {
    const optimum = optimumOf(world, 1).earnings(1);
    const fixed = staticEarnings(world, bestStaticPrice(world));
    expect(fluidEarnings(world, 1)).toBeGreaterThanOrEqual(optimum * (1 - 1e-9));
    expect(optimum).toBeGreaterThanOrEqual(fixed * (1 - 1e-9));
  });
});

describe.each([
  'known-n20-load2-24h',
  'unknown-n20-load1-2h',
  'rhythm-known',
  'constant-elasticity',
  'left-digit',
  'doubling',
  'restock-weekly',
  'last-n1-load80-e',
])('what is simulated in %s', (id) => {
  it('agrees with what is expected of the optimum and of the best static price', async () => {
    const world = worldOf(id);
    const { outcomes, expected } = await playWorld(world, yardsticks, seeds(300));
    const earned = (policy: string) => (outcomes[policy] ?? []).map(({ earnings }) => earnings);
    const above = meanOf(
      earned('oracle').map((earnings, i) => earnings - (expected['oracle']?.[i] as number)),
    );
    expect(Math.abs(above.value)).toBeLessThan(far(above));
    // The interval is narrow enough for a meaningful comparison.
    expect(far(above)).toBeLessThan(0.05 * average(expected['oracle'] ?? []));
    const fixed = meanOf(earned('static'));
    expect(Math.abs(fixed.value - staticEarnings(world, bestStaticPrice(world)))).toBeLessThan(far(fixed));
  });
});
