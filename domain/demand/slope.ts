import * as z from 'zod';

/**
 * What sales tell about the slope of demand, as a normal likelihood of the shift in natural parameters: its precision, and
 * the precision times its mean. Both add up over independent sales.
 *
 * The **shift** is added to the model's slope in log-log terms: demand = level × the model's index × (price / list price)^shift.
 */
export const SlopeEvidence = z.object({ precision: z.number().nonnegative(), pull: z.number() });
export type SlopeEvidence = z.infer<typeof SlopeEvidence>;

/** A shift of the slope as a normal distribution. */
export const Slope = z.object({ shift: z.number(), sd: z.number().nonnegative() });
export type Slope = z.infer<typeof Slope>;

/** A slope as a proposal keeps it, with what its shift refers to. */
export const SlopeBelief = Slope.extend({
  /** The list price at that time, in minor units. */
  listPrice: z.number(),
  /** The log price at which demand is known best. */
  centre: z.number(),
  /** Standard deviations by which demand away from there is counted on less. */
  caution: z.number().nonnegative(),
});
export type SlopeBelief = z.infer<typeof SlopeBelief>;

/** ln of a price over the list price. */
export const logPriceOf = (price: number, listPrice: number): number => Math.log(price / listPrice);

/** Demand at the price over what the model's index says; 1 without a slope. */
export const tilt = (slope: Pick<SlopeBelief, 'shift' | 'listPrice'> | undefined, price: number): number =>
  slope === undefined ? 1 : (price / slope.listPrice) ** slope.shift;

/**
 * The share of demand that is counted on at a price: a lower confidence bound, so that a price far from where the product has
 * sold is not tried on the strength of a slope that may be wrong (pessimism as in Jin, Yang & Wang 2021, "Is Pessimism Provably
 * Efficient for Offline RL?").
 */
export const countedOn = (slope: SlopeBelief | undefined, price: number): number =>
  slope === undefined
    ? 1
    : Math.exp(-slope.caution * slope.sd * Math.abs(logPriceOf(price, slope.listPrice) - slope.centre));

/** Standard deviation below which old evidence fades, because shoppers change too. */
const LEAST_SD = 0.15;
const MOST_PRECISION = 1 / LEAST_SD ** 2;
/** How far the shift may be from its prior, in standard deviations of the prior. */
const FURTHEST = 3;
/** How far it may be in any case. */
const MOST_SHIFT = 5;
/** Demand is not taken to be more elastic than this because the margin is small. */
const MOST_ELASTIC = 6;
const ENOUGH_STEPS = 30;
const CLOSE = 1e-6;

const NO_EVIDENCE: SlopeEvidence = { precision: 0, pull: 0 };

/** Units sold and index hours, with their places in log price: means of both, and the variance over the hours. */
interface Sold {
  units: number;
  soldAt?: { units: number; hours: number; variance: number } | undefined;
}

/**
 * What the sales tell about the slope whatever the level was: the Poisson likelihood with the level profiled out, to the second
 * order in log price. Units sold below the mean offered price pull the shift down.
 */
export const slopeEvidence = ({ units, soldAt }: Sold): SlopeEvidence =>
  soldAt === undefined
    ? NO_EVIDENCE
    : { precision: units * soldAt.variance, pull: units * (soldAt.units - soldAt.hours) };

/**
 * What a list price says about the slope: at elasticity list / (list - cost) no other price earns more from ample stock (Lerner
 * 1934, "The Concept of Monopoly and the Measurement of Monopoly Power"). Undefined without a cost, and for a list price not
 * above it.
 *
 * @param on prices in minor units; the model's own log-log slope at the list price, below 0
 */
export function evidenceOfListPrice(
  on: { listPrice: number; unitCost: number | undefined; modelSlope: number },
  sd: number,
): SlopeEvidence | undefined {
  const { listPrice, unitCost, modelSlope } = on;
  if (unitCost === undefined || unitCost >= listPrice) return undefined;
  const implied = Math.max(-MOST_ELASTIC, -listPrice / (listPrice - unitCost));
  const precision = 1 / sd ** 2;
  return { precision, pull: precision * (implied - modelSlope) };
}

/** The sum of both, faded to the most that is kept. */
export function withEvidence(
  known: SlopeEvidence | undefined,
  more: SlopeEvidence,
  share = 1,
): SlopeEvidence {
  const precision = (known?.precision ?? 0) + share * more.precision;
  const pull = (known?.pull ?? 0) + share * more.pull;
  const kept = Math.min(1, MOST_PRECISION / precision);
  return precision === 0 ? NO_EVIDENCE : { precision: precision * kept, pull: pull * kept };
}

/** The belief about the slope after `evidence`: the product of two normal densities. */
export function updatedSlope(prior: Slope, evidence: SlopeEvidence | undefined): Slope {
  if (evidence === undefined || prior.sd === 0) return prior;
  const precision = 1 / prior.sd ** 2 + evidence.precision;
  const shift = (prior.shift / prior.sd ** 2 + evidence.pull) / precision;
  return { shift: near(prior, shift), sd: 1 / Math.sqrt(precision) };
}

function near(prior: Slope, shift: number): number {
  const furthest = Math.min(MOST_SHIFT, FURTHEST * prior.sd);
  return Math.min(prior.shift + furthest, Math.max(prior.shift - furthest, shift));
}

/** Index hours in log price: how many, their mean and variance; and the mean over the units sold in them. */
export interface Offered {
  units: number;
  indexHours: number;
  soldAt: { units: number; hours: number; variance: number };
}

/** A level's Gamma distribution by shape and rate, known at the list price. */
interface LevelPrior {
  shape: number;
  rate: number;
}

/**
 * The slope given the sales and the prior knowledge of the level, by Laplace's approximation: the mode of its density with the
 * level integrated out, and the curvature there. The density is
 * exp(-(s - mean)² / 2 sd²) e^(s Σ x) / (rate + H(s))^(shape + units), x the log prices of the units sold, and H(s) the hours
 * offered, each times e^(s x); it is log-concave. The shift is kept within three standard deviations of its prior. H is taken to the second cumulant, index hours x e^(s mean + s² variance / 2).
 *
 * @returns the slope; the index hours H at its mean, and the log price at which the level is known best
 */
export function slopeGiven(
  prior: Slope,
  level: LevelPrior,
  { units, indexHours, soldAt }: Offered,
): Slope & { indexHours: number; centre: number } {
  const shape = level.shape + units;
  const at = (shift: number) => {
    const hours = indexHours * Math.exp(shift * soldAt.hours + (shift ** 2 * soldAt.variance) / 2);
    const share = hours / (level.rate + hours);
    const mean = soldAt.hours + shift * soldAt.variance;
    return { hours, centre: share * mean, spread: share * (soldAt.variance + (1 - share) * mean ** 2) };
  };
  if (prior.sd === 0 || indexHours === 0) {
    const { hours, centre } = at(prior.shift);
    return { ...prior, indexHours: hours, centre: indexHours === 0 ? 0 : centre };
  }
  const precision = 1 / prior.sd ** 2;
  let { shift } = prior;
  for (let step = 0; step < ENOUGH_STEPS; step++) {
    const { centre, spread } = at(shift);
    const score = (prior.shift - shift) * precision + units * soldAt.units - shape * centre;
    const by = score / (precision + shape * spread);
    // A step of more than one could overshoot where the hours grow exponentially.
    shift = near(prior, shift + Math.min(1, Math.max(-1, by)));
    if (Math.abs(by) < CLOSE) break;
  }
  const { hours, centre, spread } = at(shift);
  return { shift, sd: 1 / Math.sqrt(precision + shape * spread), indexHours: hours, centre };
}
