import { worldOf } from '../worlds/catalogue.ts';
import type { Estimate } from './statistics.ts';
import type { PolicySummary, WorldSummary } from './summarize-world.ts';
import { policyOf } from './tables.ts';

/** The Pricewire that a retailer would run in the world: learning where demand is not known for certain. */
export const ownId = (id: string, cadence: 'events' | 'default' | 'ticks'): string =>
  `${worldOf(id).learns ? 'learning-' : ''}${cadence}`;

/** The uplift of one policy over another in a world; undefined where either was not played. */
export const over = (world: WorldSummary, id: string, base: string): Estimate | undefined =>
  policyOf(world, id)?.over[base];

export const overStatic = (id: string) => (world: WorldSummary) => over(world, id, 'static');

export const own = (cadence: 'events' | 'default' | 'ticks', base: string) => (world: WorldSummary) =>
  over(world, ownId(world.id, cadence), base);

/** Whether nothing is left of the uplift at the lower end of its interval, or so little that it can't pay. */
export const hardlyAny = (estimate: Estimate | undefined): boolean =>
  estimate === undefined || estimate.value - estimate.margin < 0.005;

/** Where a price for every sale is not clearly better than the other policy, with ticks as with stock events alone. */
export const noBetterThan = (worlds: readonly WorldSummary[], base: string): WorldSummary[] =>
  worlds.filter((world) => hardlyAny(own('ticks', base)(world)) && hardlyAny(own('events', base)(world)));

export const headlines = (worlds: readonly WorldSummary[], hours?: number): WorldSummary[] =>
  worlds.filter(({ id }) => /^(un)?known-/.test(id) && (hours === undefined || worldOf(id).hours === hours));

export const others = (worlds: readonly WorldSummary[]): WorldSummary[] =>
  worlds.filter(({ id }) => !/^(un)?known-/.test(id));

/** Simulated means next to what theory expects of them. */
export interface Check {
  world: WorldSummary;
  what: 'optimum' | 'best static price';
  expected: number;
  simulated: Estimate;
}

export const checks = (worlds: readonly WorldSummary[]): Check[] =>
  worlds.flatMap((world) => [
    check(world, 'optimum', world.bounds.optimum, policyOf(world, 'oracle')),
    check(world, 'best static price', world.bestStatic.expected, policyOf(world, 'static')),
  ]);

export const agrees = ({ expected, simulated }: Check): boolean =>
  // Where every sale came to the same, the interval is empty.
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
