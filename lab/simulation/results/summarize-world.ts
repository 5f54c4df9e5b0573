import { type PolicyUnderTest, policiesFor } from '../policies/roster.ts';
import { shippedPrices } from '../policies/shipped.ts';
import {
  bestStaticPrice,
  bestStaticPriceOf,
  fluidEarnings,
  optimumOf,
  staticEarnings,
} from '../worlds/bounds.ts';
import { WORLDS } from '../worlds/catalogue.ts';
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
  /** Per sale: prices by the rules because the model did not answer or was refused, and rejected prices. */
  fallbacks: number;
  rejections: number;
  /** Uplift over each strategy in the same sales, by its id. */
  over: Record<string, Estimate>;
}

export interface WorldSummary {
  id: string;
  seeds: number;
  policies: PolicySummary[];
  /** Expected earnings, in minor units; absent where the optimum cannot be computed. */
  bounds?: { optimum: number; fluid: number };
  bestStatic: FixedPrice;
  /** The best static price that the shipped policy allows. */
  bestWithin: FixedPrice;
}

/** A price and its expected earnings, in minor units. */
export interface FixedPrice {
  price: number;
  expected: number;
}

/** Strategies that are part of every run, because the others are compared with them. */
export const YARDSTICKS: readonly string[] = ['list', 'static', 'static-within', 'oracle'];

/** Checks of earnings against the optimum in a run of everything. */
export const COMPARISONS = WORLDS.filter(({ solvable }) => solvable).reduce(
  (sum, world) => sum + policiesFor(world).length,
  0,
);

/** @throws ImpossibleEarnings where a strategy earned more than is possible */
export function summarizeWorld(
  world: World,
  policies: readonly PolicyUnderTest[],
  { outcomes, expected }: Played,
): WorldSummary {
  const played = (id: string): number[] => (outcomes[id] ?? []).map(({ earnings }) => earnings);
  const fixed = (price: number): FixedPrice => ({ price, expected: staticEarnings(world, price) });
  const bestStatic = fixed(bestStaticPrice(world));
  const bestWithin = fixed(bestStaticPriceOf(world, shippedPrices(world)));
  const bounds = boundsOf(world);
  const means = {
    ...(bounds ? { oracle: bounds.optimum } : {}),
    static: bestStatic.expected,
    'static-within': bestWithin.expected,
  };
  // Luck: the difference between actual and expected earnings for the scale, and the scale itself.
  const luck = Object.entries(means).flatMap(([id, mean]) => {
    const forScale = expected[id] ?? [];
    return [
      played(id).map((earnings, i) => earnings - (forScale[i] as number)),
      forScale.map((earnings) => earnings - mean),
    ];
  });
  const fair = new Map(policies.map(({ id }) => [id, withoutLuck(played(id), luck)]));
  const over = (id: string): Record<string, Estimate> =>
    Object.fromEntries([...fair].map(([other, base]) => [other, upliftOf(fair.get(id) ?? [], base)]));

  const summaries = policies.map(({ id }) => {
    if (expected['oracle'])
      refuseImpossible(`${id} in ${world.id}`, played(id), expected['oracle'], COMPARISONS);
    const own = outcomes[id] ?? [];
    const changes = average(own.map((each) => each.changes));
    return {
      id,
      earnings: meanOf(fair.get(id) ?? []),
      played: meanOf(played(id)),
      units: average(own.map(({ units }) => units)),
      changes: Number.isNaN(changes) ? null : changes,
      fallbacks: average(own.map(({ fallbacks }) => fallbacks)),
      rejections: average(own.map(({ rejections }) => rejections)),
      over: over(id),
    };
  });
  return {
    id: world.id,
    seeds: expected['static']?.length ?? 0,
    policies: summaries,
    ...(bounds ? { bounds } : {}),
    bestStatic,
    bestWithin,
  };
}

function boundsOf(world: World): WorldSummary['bounds'] {
  if (!world.solvable) return undefined;
  const optimum = optimumOf(world, world.scaleCv === 0 ? 1 : HIGHEST_SCALE);
  return {
    optimum: meanOverScales(world, optimum.earnings),
    fluid: meanOverScales(world, (scale) => fluidEarnings(world, scale)),
  };
}
