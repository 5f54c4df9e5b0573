import type { PolicyUnderTest } from '../policies/roster.ts';
import { bestStaticPrice, fluidEarnings, optimumOf, staticEarnings } from '../worlds/bounds.ts';
import { HIGHEST_SCALE, meanOverScales } from '../worlds/scales.ts';
import type { World } from '../worlds/world.ts';
import { withoutLuck } from './control-variates.ts';
import { refuseImpossible } from './impossible.ts';
import type { Played } from './play-world.ts';
import { average, type Estimate, meanOf, upliftOf } from './statistics.ts';

/** Results of a strategy in a world. Earnings per sale in minor units; uplifts as shares (0.1 is 10% more). */
export interface PolicySummary {
  id: string;
  /** Adjusted by control variates, without the luck of these visitors. */
  earnings: Estimate;
  /** As played, with the luck of these visitors. */
  played: Estimate;
  units: number;
  /** Price changes per sale; null if it prices for each visitor. */
  changes: number | null;
  /** Uplift over each strategy in the same sales, by its id. */
  over: Record<string, Estimate>;
}

export interface WorldSummary {
  id: string;
  seeds: number;
  policies: PolicySummary[];
  /** Expected earnings, in minor units. */
  bounds: { optimum: number; fluid: number };
  bestStatic: { price: number; expected: number };
}

/** Strategies that are part of every run, because the others are compared with them. */
export const YARDSTICKS: readonly string[] = ['list', 'static', 'oracle'];

/** @throws ImpossibleEarnings where a strategy earned more than is possible */
export function summarizeWorld(
  world: World,
  policies: readonly PolicyUnderTest[],
  { outcomes, expected }: Played,
): WorldSummary {
  const played = (id: string): number[] => (outcomes[id] ?? []).map(({ earnings }) => earnings);
  const optimum = optimumOf(world, world.scaleCv === 0 ? 1 : HIGHEST_SCALE);
  const price = bestStaticPrice(world);
  const means = { oracle: meanOverScales(world, optimum.earnings), static: staticEarnings(world, price) };
  // Luck: the difference between actual and expected earnings for the scale, and the scale itself.
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
