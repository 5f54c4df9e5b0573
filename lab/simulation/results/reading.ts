import { worldOf } from '../worlds/catalogue.ts';
import type { Estimate } from './statistics.ts';
import type { PolicySummary, WorldSummary } from './summarize-world.ts';
import { policyOf } from './tables.ts';

/** The configuration of Pricewire that a retailer would use in the world: learning where demand is uncertain. */
export const ownId = (id: string, cadence: 'events' | 'default' | 'ticks'): string =>
  `${worldOf(id).learns ? 'learning-' : ''}${cadence}`;

/** The uplift of one strategy over another in a world; undefined where one of them was not played. */
export const over = (world: WorldSummary, id: string, base: string): Estimate | undefined =>
  policyOf(world, id)?.over[base];

export const overStatic = (id: string) => (world: WorldSummary) => over(world, id, 'static');

export const own = (cadence: 'events' | 'default' | 'ticks', base: string) => (world: WorldSummary) =>
  over(world, ownId(world.id, cadence), base);

/** Whether the lower end of the interval is below an uplift of 0.5%, which is too little to pay off. */
export const hardlyAny = (estimate: Estimate | undefined): boolean =>
  estimate === undefined || estimate.value - estimate.margin < 0.005;

/** Worlds where pricing every sale without bounds is not clearly better than the other strategy. */
export const noBetterThan = (worlds: readonly WorldSummary[], base: string): WorldSummary[] =>
  worlds.filter(
    ({ id, ...world }) => worldOf(id).detail !== 'few' && hardlyAny(own('ticks', base)({ id, ...world })),
  );

/** Whether the shipped policy helps over the best static price within its terms. */
export type Verdict = 'helps' | 'no clear difference' | 'harms';

/** The loss that the shipped policy must not exceed. */
export const TOLERATED_LOSS = 0.02;

export function verdictOn(world: WorldSummary): Verdict {
  const estimate = over(world, 'shipped', 'static-within');
  if (estimate === undefined) throw new RangeError(`the shipped policy was not played in ${world.id}`);
  if (estimate.value + estimate.margin < -TOLERATED_LOSS) return 'harms';
  return hardlyAny(estimate) ? 'no clear difference' : 'helps';
}

export const headlines = (worlds: readonly WorldSummary[], hours?: number): WorldSummary[] =>
  worlds.filter(({ id }) => /^(un)?known-/.test(id) && (hours === undefined || worldOf(id).hours === hours));

/** The worlds of few units. */
export const lastUnits = (worlds: readonly WorldSummary[]): WorldSummary[] =>
  worlds.filter(({ id }) => id.startsWith('last-'));

export const others = (worlds: readonly WorldSummary[]): WorldSummary[] =>
  worlds.filter(({ id }) => !/^((un)?known|last)-/.test(id));

/** A simulated mean and its theoretical value. */
export interface Check {
  world: WorldSummary;
  what: 'optimum' | 'best static price';
  expected: number;
  simulated: Estimate;
}

export const checks = (worlds: readonly WorldSummary[]): Check[] =>
  worlds.flatMap((world) => [
    ...(world.bounds ? [check(world, 'optimum', world.bounds.optimum, policyOf(world, 'oracle'))] : []),
    check(world, 'best static price', world.bestStatic.expected, policyOf(world, 'static')),
  ]);

export const agrees = ({ expected, simulated }: Check): boolean =>
  // Without variance the interval is empty.
  Math.abs(simulated.value - expected) <= Math.max(simulated.margin, 1e-4 * expected);

function check(
  world: WorldSummary,
  what: Check['what'],
  expected: number,
  policy: PolicySummary | undefined,
): Check {
  if (policy === undefined) throw new RangeError(`${what} was not played in ${world.id}`);
  return { world, what, expected, simulated: policy.played };
}
