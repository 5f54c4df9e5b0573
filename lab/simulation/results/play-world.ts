import { type Outcome, playSale } from '../play-sale.ts';
import type { PolicyUnderTest } from '../policies/roster.ts';
import { shippedPrices } from '../policies/shipped.ts';
import { bestStaticPrice, bestStaticPriceOf, optimumOf, staticEarnings } from '../worlds/bounds.ts';
import { crowdOf } from '../worlds/customers-of.ts';
import type { World } from '../worlds/world.ts';

/** Results of some seeds, in order. Money in minor units. */
export interface Played {
  /** By strategy. */
  outcomes: Record<string, Outcome[]>;
  /**
   * Expected earnings for the scale of each sale: of both best static prices, and of the optimum where it can be computed. By
   * strategy.
   */
  expected: Record<string, number[]>;
}

/** Plays the sale of each seed under each strategy, all with the same visitors. */
export async function playWorld(
  world: World,
  policies: readonly PolicyUnderTest[],
  seeds: readonly number[],
): Promise<Played> {
  const crowds = seeds.map((seed) => crowdOf(world, seed));
  const optimum = world.solvable
    ? optimumOf(world, Math.max(...crowds.map(({ scale }) => scale)))
    : undefined;
  const known = {
    world,
    ...(optimum ? { optimum } : {}),
    bestStaticPrice: bestStaticPrice(world),
    bestWithin: bestStaticPriceOf(world, shippedPrices(world)),
  };
  const outcomes: Played['outcomes'] = {};
  for (const { id, pricer } of policies) {
    const own: Outcome[] = [];
    for (const [i, crowd] of crowds.entries()) {
      const sale = { seed: seeds[i] as number, scale: crowd.scale };
      own.push(await playSale(world, crowd, pricer(known, sale)));
    }
    outcomes[id] = own;
  }
  return {
    outcomes,
    expected: {
      ...(optimum ? { oracle: crowds.map(({ scale }) => optimum.earnings(scale)) } : {}),
      static: crowds.map(({ scale }) => staticEarnings(world, known.bestStaticPrice, scale)),
      'static-within': crowds.map(({ scale }) => staticEarnings(world, known.bestWithin, scale)),
    },
  };
}

/** Joins the results of consecutive seeds. */
export const joined = (parts: readonly Played[]): Played => ({
  outcomes: allOf(parts.map(({ outcomes }) => outcomes)),
  expected: allOf(parts.map(({ expected }) => expected)),
});

const allOf = <T>(parts: readonly Record<string, T[]>[]): Record<string, T[]> =>
  Object.fromEntries(Object.keys(parts[0] ?? {}).map((id) => [id, parts.flatMap((part) => part[id] ?? [])]));
