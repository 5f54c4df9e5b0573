import type { WatchdogSettings } from '../policy/go-live.ts';
import type { Doubt } from './standing.ts';

const HOURS_A_YEAR = 8_760;
/** The share of the false alarms that the beginning may cause; the same again is spent evenly over each year. */
const AT_THE_START = 0.5;
const DIGITS = 4;

/** Sales of a period without a restock, and what the model expected of it before they were known. */
export interface Period {
  hours: number;
  sold: number;
  expected: number;
  /** Coefficient of variation of the demand at the price in force, before these sales. */
  levelCv: number;
  /** The stock ran out, so more might have been sold. */
  soldOut: boolean;
}

/** Nothing observed yet. */
export const NO_DOUBT: Doubt = { more: Math.log(AT_THE_START), less: Math.log(AT_THE_START) };

/** ln of the evidence that stops a product: two directions share the false alarms. */
export const doubtLimit = ({ falseAlarmPerProductYear }: WatchdogSettings): number =>
  Math.log(2 / falseAlarmPerProductYear);

/**
 * The evidence against the model after one more period.
 *
 * The hypothesis to reject: given the past, sales have a mean of at most `tolerated` = sqrt(contradictionFactor) times the
 * expected units, and at least the expected units over it, and are no more dispersed than a negative binomial of variance /
 * mean `dispersion`, mixed over the uncertain level (its squared coefficient of variation adds to 1 / size). Each period
 * multiplies the evidence by the likelihood ratio of the negative binomials with `contradictionFactor` and with `tolerated` times
 * the mean. Its expectation is at most 1 for every mean that the hypothesis allows, since the ratio is monotone in the units
 * (Grünwald, de Heide & Koolen 2024, "Safe testing").
 *
 * New evidence mass enters with time, so that a product that was quiet for years is found as fast as a new one, as in Shin,
 * Ramdas & Rinaldo 2024, "E-detectors": after W of mass, the evidence less W is a supermartingale, and by Ville's inequality it
 * reaches 2 / alpha in one of two directions with probability at most W alpha. W is a half at the start and a half for each year.
 *
 * One period counts for a third of the limit at most, so that no single order and no mistyped stock stops a product. That lowers
 * a ratio above 1, so the bound holds.
 */
export function doubtAfter(doubt: Doubt, period: Period, settings: WatchdogSettings): Doubt {
  if (!(period.expected > 0)) return doubt;
  const mass = (AT_THE_START * period.hours) / HOURS_A_YEAR;
  const most = doubtLimit(settings) / 3;
  const grown = (ln: number, ratio: number): number =>
    Number((logSum(ln, Math.log(mass)) + Math.min(ratio, most)).toPrecision(DIGITS));
  const ratios = logRatios(period, settings);
  return {
    more: grown(doubt.more, ratios.more),
    // A sold-out product would have sold more, so it can't show that too little sells.
    less: period.soldOut ? doubt.less : grown(doubt.less, ratios.less),
  };
}

/** The direction in which sales contradict the model, or undefined. */
export function contradiction(doubt: Doubt, settings: WatchdogSettings): 'more' | 'less' | undefined {
  const limit = doubtLimit(settings);
  if (doubt.more >= limit) return 'more';
  return doubt.less >= limit ? 'less' : undefined;
}

function logRatios(
  { sold, expected, levelCv }: Period,
  { contradictionFactor, dispersion }: WatchdogSettings,
): { more: number; less: number } {
  const tolerated = Math.sqrt(contradictionFactor);
  const ratio = (mean: number, factor: number): number => {
    // mean / size: the level's uncertainty, and the dispersion of sales around their mean. A tiny mean divides nothing.
    const overSize = mean * levelCv ** 2 + (dispersion - 1);
    if (overSize === 0) return sold * Math.log(factor) - mean * (factor - 1);
    const grown = Math.log1p(factor * overSize) - Math.log1p(overSize);
    return sold * (Math.log(factor) - grown) - (grown * mean) / overSize;
  };
  return {
    more: ratio(expected * tolerated, contradictionFactor / tolerated),
    less: ratio(expected / tolerated, tolerated / contradictionFactor),
  };
}

/** ln(exp(a) + exp(b)). */
function logSum(a: number, b: number): number {
  const [high, low] = a > b ? [a, b] : [b, a];
  return low === Number.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(low - high));
}
