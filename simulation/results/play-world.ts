import { type Outcome, playSale } from '../play-sale.ts';
import type { PolicyUnderTest } from '../policies/roster.ts';
import { bestStaticPrice, optimumOf, staticEarnings } from '../worlds/bounds.ts';
import { crowdOf } from '../worlds/customers-of.ts';
import type { World } from '../worlds/world.ts';

/** What came of the sales of some seeds, in their order; money in minor units. */
export interface Played {
  /** By policy. */
  outcomes: Record<string, Outcome[]>;
  /** What the optimum and the best static price earn in expectation, for demand of that sale's scale. */
  expected: Record<'oracle' | 'static', number[]>;
}

/** Plays the sale of each seed under each policy, every policy before the same people. */
export async function playWorld(
  world: World,
  policies: readonly PolicyUnderTest[],
  seeds: readonly number[],
): Promise<Played> {
  const crowds = seeds.map((seed) => crowdOf(world, seed));
  const optimum = optimumOf(world, Math.max(...crowds.map(({ scale }) => scale)));
  const known = { world, optimum, bestStaticPrice: bestStaticPrice(world) };
  const outcomes: Played['outcomes'] = {};
  for (const { id, pricer } of policies) {
    const own: Outcome[] = [];
    for (const crowd of crowds) own.push(await playSale(world, crowd, pricer(known, crowd.scale)));
    outcomes[id] = own;
  }
  return {
    outcomes,
    expected: {
      oracle: crowds.map(({ scale }) => optimum.earnings(scale)),
      static: crowds.map(({ scale }) => staticEarnings(world, known.bestStaticPrice, scale)),
    },
  };
}

/** The sales of several stretches of seeds, one after the other. */
export function joined(parts: readonly Played[]): Played {
  const policies = Object.keys(parts[0]?.outcomes ?? {});
  return {
    outcomes: Object.fromEntries(
      policies.map((id) => [id, parts.flatMap(({ outcomes }) => outcomes[id] ?? [])]),
    ),
    expected: {
      oracle: parts.flatMap(({ expected }) => expected.oracle),
      static: parts.flatMap(({ expected }) => expected.static),
    },
  };
}
