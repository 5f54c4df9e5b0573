import type { Policy } from '../policy/policy.ts';
import type { Product } from '../product/product.ts';
import { LARGEST_MEAN } from './demand.ts';
import type { DemandLevel } from './evidence.ts';
import type { Sales } from './sales.ts';

/** Jeffreys' prior for a Poisson rate, used without other knowledge: half a unit in zero hours. */
const NOTHING_KNOWN = { shape: 0.5, rate: 0 };

/**
 * The level of a product's demand: the units an hour where the model's index is 1.
 *
 * Conjugate Gamma-Poisson learning (as in Farias & Van Roy 2010, "Dynamic Pricing with a Prior on Market Response"): with the
 * prior Gamma(k, k / baseline), k = 1 / cv², n units sold while the index integrated over the hours to H, the level is
 * Gamma(k + n, k / baseline + H). Its mean is kept within the policy's shares of the baseline.
 *
 * @returns undefined without a baseline and without any hours of sales
 */
export function demandLevel(
  product: Pick<Product, 'baselineUnitsPerHour'>,
  { learn, level }: Pick<Policy['model'], 'learn' | 'level'>,
  sales: Pick<Sales, 'units' | 'indexHours'> | undefined,
): DemandLevel | undefined {
  const baseline = product.baselineUnitsPerHour;
  if (!learn && baseline !== undefined) return { unitsPerHour: baseline, cv: 0 };
  const k = 1 / level.cv ** 2;
  const prior = baseline === undefined ? NOTHING_KNOWN : { shape: k, rate: k / baseline };
  const shape = prior.shape + (sales?.units ?? 0);
  const rate = prior.rate + (sales?.indexHours ?? 0);
  if (rate === 0) return undefined;
  return { unitsPerHour: bounded(shape / rate, baseline, level), cv: learn ? 1 / Math.sqrt(shape) : 0 };
}

/**
 * The hours of `left` faded units, for a product without a baseline: enough that fading alone never raises the level. If
 * units and hours faded alike, half a unit over almost no hours would remain, an absurdly high level. The level is also
 * limited to `LARGEST_MEAN` units an hour.
 */
export const hoursForLevel = (
  { units, indexHours }: Pick<Sales, 'units' | 'indexHours'>,
  left: number,
): number => {
  if (indexHours === 0) return 0;
  const shape = NOTHING_KNOWN.shape + left;
  return Math.max((indexHours * shape) / (NOTHING_KNOWN.shape + units), shape / LARGEST_MEAN);
};

const bounded = (
  unitsPerHour: number,
  baseline: number | undefined,
  { lowest, highest }: Policy['model']['level'],
): number =>
  baseline === undefined
    ? unitsPerHour
    : Math.min(Math.max(unitsPerHour, lowest * baseline), highest * baseline);

/** The shape of a level's Gamma distribution; Infinity where it is certain. */
export const shapeOf = ({ cv }: DemandLevel): number => (cv === 0 ? Number.POSITIVE_INFINITY : 1 / cv ** 2);
