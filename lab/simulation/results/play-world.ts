import { type Outcome, playSale } from '../play-sale.ts';
import type { PolicyUnderTest } from '../policies/roster.ts';
import { bestStaticPrice, optimumOf, staticEarnings } from '../worlds/bounds.ts';
import { crowdOf } from '../worlds/customers-of.ts';
import type { World } from '../worlds/world.ts';

/** Results of some seeds, in order. Money in minor units. */
export interface Played {
  /** By strategy. */
  outcomes: Record<string, Outcome[]>;
  /** Expected earnings of the optimum and of the best static price, given the demand scale of that sale. */
  expected: Record<'oracle' | 'static', number[]>;
}

/** Plays the sale of each seed under each strategy, all with the same visitors. */
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

/** Joins the results of consecutive seeds. */
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
