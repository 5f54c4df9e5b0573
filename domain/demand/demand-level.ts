import type { Policy } from '../policy/policy.ts';
import type { Product } from '../product/product.ts';
import { LARGEST_MEAN } from './demand.ts';
import type { DemandLevel } from './evidence.ts';
import type { Sales } from './sales.ts';
import {
  logPriceOf,
  type Slope,
  type SlopeBelief,
  type SlopeEvidence,
  slopeGiven,
  updatedSlope,
} from './slope.ts';

/** Jeffreys' prior for a Poisson rate, used without other knowledge: half a unit in zero hours. */
const NOTHING_KNOWN = { shape: 0.5, rate: 0 };
/** The coefficient of variation of a level of which nothing is known. */
export const NOTHING_KNOWN_CV = 1 / Math.sqrt(NOTHING_KNOWN.shape);
const AT_LIST_PRICE = { units: 0, hours: 0, variance: 0 };

/** What is believed of a product's demand. */
export interface DemandBelief {
  /** At the list price. Its uncertainty is that at `centre`. */
  level: DemandLevel;
  slope: Slope;
  /** The log price (ln of price over list price) at which the demand is known best. */
  centre: number;
  /** The units it was learned from, and how many of them it expects itself; absent where nothing is learned. */
  learned?: { sold: number; expected: number };
}

/**
 * A product's demand after its sales: the level (units an hour where the model's index is 1) and the shift of the slope.
 *
 * Given the slope, learning the level is conjugate Gamma-Poisson (as in Farias & Van Roy 2010, "Dynamic Pricing with a Prior on
 * Market Response"): with the prior Gamma(k, k / baseline), k = 1 / cv², n units sold while the index integrated over the hours
 * to H, the level is Gamma(k + n, k / baseline + H). Its mean is kept within the policy's shares of the baseline. Where the
 * variance of sales is `dispersion` times their mean, units and hours count as much less. The slope is `slopeGiven` them.
 *
 * @param listPriceSays what the list price says about the slope; without it nothing
 * @returns undefined without a baseline and without any hours of sales
 */
export function demandBelief(
  product: Pick<Product, 'baselineUnitsPerHour' | 'slopeShift' | 'slopeSd'>,
  { learn, level, slope: terms }: Pick<Policy['model'], 'learn' | 'level' | 'slope'>,
  sales: Pick<Sales, 'units' | 'indexHours' | 'soldAt' | 'slope'> | undefined,
  listPriceSays?: SlopeEvidence,
): DemandBelief | undefined {
  const baseline = product.baselineUnitsPerHour;
  const trained: Slope = { shift: product.slopeShift ?? 0, sd: product.slopeSd ?? terms.sd };
  if (!learn && baseline !== undefined)
    return { level: { unitsPerHour: baseline, cv: 0 }, slope: { ...trained, sd: 0 }, centre: 0 };
  const k = 1 / level.cv ** 2;
  const prior = baseline === undefined ? NOTHING_KNOWN : { shape: k, rate: k / baseline };
  const supposed = updatedSlope(learn ? trained : { ...trained, sd: 0 }, listPriceSays);
  const units = (sales?.units ?? 0) / level.dispersion;
  const slope = slopeGiven(updatedSlope(supposed, sales?.slope), prior, {
    units,
    indexHours: (sales?.indexHours ?? 0) / level.dispersion,
    soldAt: sales?.soldAt ?? AT_LIST_PRICE,
  });
  const shape = prior.shape + units;
  const rate = prior.rate + slope.indexHours;
  if (rate === 0) return undefined;
  const unitsPerHour = bounded(shape / rate, baseline, level);
  const expected = unitsPerHour * slope.indexHours * level.dispersion;
  return {
    level: {
      unitsPerHour,
      cv: learn ? Math.max(level.leastCv, 1 / Math.sqrt(shape)) : 0,
    },
    slope: { shift: slope.shift, sd: slope.sd },
    centre: slope.centre,
    ...(learn && sales ? { learned: { sold: sales.units, expected } } : {}),
  };
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

/**
 * The shape of demand's Gamma distribution at a price; Infinity where it is certain. An uncertain slope makes demand the
 * less certain the further the price is from where it is known best.
 */
export function shapeAt(
  { cv }: DemandLevel,
  slope: Pick<SlopeBelief, 'sd' | 'listPrice' | 'centre'> | undefined,
  price: number,
): number {
  const away = slope === undefined ? 0 : slope.sd * (logPriceOf(price, slope.listPrice) - slope.centre);
  return 1 / (cv ** 2 + away ** 2);
}
