import type { PolicyUnderTest } from '../policies/roster.ts';
import { bestStaticPrice, fluidEarnings, optimumOf, staticEarnings } from '../worlds/bounds.ts';
import { HIGHEST_SCALE, meanOverScales } from '../worlds/scales.ts';
import type { World } from '../worlds/world.ts';
import { withoutLuck } from './control-variates.ts';
import { refuseImpossible } from './impossible.ts';
import type { Played } from './play-world.ts';
import { average, type Estimate, meanOf, upliftOf } from './statistics.ts';

/** What a policy made of a world. Earnings a sale in minor units; uplifts as shares (0.1 is 10% more). */
export interface PolicySummary {
  id: string;
  /** Without the luck of these shoppers. */
  earnings: Estimate;
  /** The same as it was played: with the luck of these shoppers in it. */
  played: Estimate;
  units: number;
  /** Price changes a sale; null where it prices for every visitor. */
  changes: number | null;
  /** Over each policy in the same sales, by its id. */
  over: Record<string, Estimate>;
}

/** The results of a world. */
export interface WorldSummary {
  id: string;
  seeds: number;
  policies: PolicySummary[];
  /** In expectation, in minor units. */
  bounds: { optimum: number; fluid: number };
  bestStatic: { price: number; expected: number };
}

/** What every policy is held against, and so is in every run. */
export const YARDSTICKS: readonly string[] = ['list', 'static', 'oracle'];

/** @throws ImpossibleEarnings where a policy earned more than any can */
export function summarizeWorld(
  world: World,
  policies: readonly PolicyUnderTest[],
  { outcomes, expected }: Played,
): WorldSummary {
  const played = (id: string): number[] => (outcomes[id] ?? []).map(({ earnings }) => earnings);
  const optimum = optimumOf(world, world.scaleCv === 0 ? 1 : HIGHEST_SCALE);
  const price = bestStaticPrice(world);
  const means = { oracle: meanOverScales(world, optimum.earnings), static: staticEarnings(world, price) };
  // What these shoppers bought beyond what was to be expected of their scale, and their scale itself.
  const luck = (['oracle', 'static'] as const).flatMap((id) => [
    played(id).map((earnings, i) => earnings - (expected[id][i] as number)),
    expected[id].map((earnings) => earnings - means[id]),
  ]);
  const fair = new Map(policies.map(({ id }) => [id, withoutLuck(played(id), luck)]));
  const over = (id: string): Record<string, Estimate> =>
    Object.fromEntries([...fair].map(([other, base]) => [other, upliftOf(fair.get(id) ?? [], base)]));

  const summaries = policies.map(({ id }) => {
    refuseImpossible(`${id} in ${world.id}`, played(id), expected.oracle);
    const own = outcomes[id] ?? [];
    const changes = average(own.map((each) => each.changes));
    return {
      id,
      earnings: meanOf(fair.get(id) ?? []),
      played: meanOf(played(id)),
      units: average(own.map(({ units }) => units)),
      changes: Number.isNaN(changes) ? null : changes,
      over: over(id),
    };
  });
  return {
    id: world.id,
    seeds: expected.oracle.length,
    policies: summaries,
    bounds: {
      optimum: means.oracle,
      fluid: meanOverScales(world, (scale) => fluidEarnings(world, scale)),
    },
    bestStatic: { price, expected: means.static },
  };
}
