import type { CurvePoint } from './evidence.ts';
import { LOOKING_AHEAD, shareOfLookingAhead, worthOfLastUnits } from './last-units.ts';

/** A larger mean is an error of the caller. The limit also bounds the work of one call. */
export const LARGEST_MEAN = 1e9;
/** Terms below this share of the sum no longer change a double. */
const NEGLIGIBLE = 1e-18;
/** With an uncertain level the sum has as many terms as the mean. Above this, several units form one term. */
const STRIDES_ABOVE = 2000;
/** The longest sum over the stock. For a larger stock, several units form one term. */
const COUNTABLE = 100_000;
/** exp(-700) is still a positive double. */
const LARGEST_EXPONENT = 700;

/**
 * Units expected to sell when only `stock` units are left: E[min(stock, N)]. N is Poisson with `mean`; where `mean` is itself
 * uncertain, Gamma distributed with `shape`, N is negative binomial (Greenwood & Yule 1920).
 *
 * Computed from the definition, E[min(s, N)] = sum over k of min(s, k) p(k), which equals the textbook s - sum over k < s of
 * (s - k) p(k) (Hadley & Whitin 1963, "Analysis of Inventory Systems", Poisson appendix). p comes from its ratio p(k) / p(k -
 * 1) = mean (shape + k - 1) / (k (shape + mean)), for the Poisson mean / k. It starts with weight 1 at the mode and is
 * divided by the sum of the weights at the end: every term is positive, so nothing cancels and no large logarithm loses
 * digits. The sum ends where terms become negligible.
 *
 * @param stock units left, a safe integer >= 0
 * @param mean units expected to sell with unlimited stock, 0 to 1e9
 * @param shape 1 / (coefficient of variation of the mean)^2, > 0; Infinity for a known mean
 * @throws RangeError for anything else, NaN included
 */
export function expectedUnitsSold(stock: number, mean: number, shape = Number.POSITIVE_INFINITY): number {
  if (!Number.isSafeInteger(stock) || stock < 0)
    throw new RangeError(`stock must be an integer >= 0, not ${stock}`);
  if (!(mean >= 0 && mean <= LARGEST_MEAN))
    throw new RangeError(`mean must be 0 to ${LARGEST_MEAN}, not ${mean}`);
  if (!(shape > 0)) throw new RangeError(`shape must be above 0, not ${shape}`);
  if (shape === Number.POSITIVE_INFINITY || mean <= STRIDES_ABOVE) return walked(stock, mean, shape);

  const isCounted = shape * Math.log1p(mean / shape) < LARGEST_EXPONENT;
  const stride = isCounted ? Math.max(1, stock / COUNTABLE) : mean / STRIDES_ABOVE;
  // `stride` units form one term, with the same relative variance 1 / shape + 1 / mean.
  const variance = 1 / shape + 1 / mean - stride / mean;
  if (variance <= 0) return walked(stock, mean, Number.POSITIVE_INFINITY);
  const sold = isCounted ? countedFromBelow : walked;
  return Math.min(stride * sold(stock / stride, mean / stride, 1 / variance), stock, mean);
}

// E[min(s, N)] = s - sum over k < s of (s - k) p(k). The number of terms depends on the stock, not on the mean.
function countedFromBelow(stock: number, mean: number, shape: number): number {
  let unsold = 0;
  for (let k = 0, p = Math.exp(-shape * Math.log1p(mean / shape)); k < stock; k++) {
    unsold += (stock - k) * p;
    p *= (mean / (shape + mean)) * ((shape + k) / (k + 1));
  }
  return Math.min(Math.max(stock - unsold, 0), mean);
}

function walked(stock: number, mean: number, shape: number): number {
  const ratio = (k: number): number =>
    shape === Number.POSITIVE_INFINITY ? mean / k : (mean * (shape + k - 1)) / (k * (shape + mean));
  const mode =
    shape <= 1 ? 0 : Math.floor(shape === Number.POSITIVE_INFINITY ? mean : (mean * (shape - 1)) / shape);
  let weights = 1;
  let units = Math.min(stock, mode);
  for (let k = mode + 1, weight = ratio(k); ; k++, weight *= ratio(k)) {
    weights += weight;
    units += weight * Math.min(stock, k);
    // The next term is at most weight x mean, so this also ends for a tiny mean.
    if (weight <= weights * NEGLIGIBLE) break;
  }
  for (let k = mode - 1, weight = 1 / ratio(mode); k >= 0; weight /= ratio(k), k--) {
    weights += weight;
    units += weight * Math.min(stock, k);
    if (weight <= weights * NEGLIGIBLE) break;
  }
  // Rounding must not exceed the stock or the demand.
  return Math.min(units / weights, stock, mean);
}

/**
 * Prices to compare: distinct whole minor units, ascending, from `low` to `high` including both, evenly spaced in
 * log price (one step is the same percentage everywhere). Fewer than `count` where rounding makes neighbours equal.
 *
 * @throws RangeError unless 1 <= low <= high are safe integers and count is an integer >= 2 (>= 1 if low is high)
 */
export function candidatePrices(low: number, high: number, count: number): number[] {
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || low < 1 || high < low)
    throw new RangeError(
      `candidate prices need whole minor units with 1 <= low <= high, not ${low} and ${high}`,
    );
  const fewest = low === high ? 1 : 2;
  if (!Number.isSafeInteger(count) || count < fewest)
    throw new RangeError(`count must be an integer >= ${fewest}, not ${count}`);
  if (low === high) return [low];

  const ratio = high / low;
  const between = Array.from({ length: count - 2 }, (_, i) =>
    Math.round(low * ratio ** ((i + 1) / (count - 1))),
  );
  return [...new Set([low, ...between, high])];
}

/**
 * The candidate with the highest expected profit, and the curve of all candidates.
 *
 * Expected profit is (price - unitCost) x expectedUnitsSold: stock that can't be sold in time earns nothing, and demand
 * beyond the stock earns nothing. Of equal profits the lower price wins; without stock or time left all profits are 0, and
 * the result is meaningless.
 *
 * The last units are worth more than one price can earn, because the price can follow: see `worthOfLastUnits`. Between
 * `LAST_UNITS` and `LOOKING_AHEAD` this counts in part.
 *
 * @param candidates prices in minor units, each with its demand now in units an hour, and the shape of the Gamma distribution
 *   of this demand, Infinity (the default) where it is known, and the share of it that is counted on [1]; in any order
 * @param on stock in units; the time left, in hours of present demand; unit cost in minor units; for the last units the hours until
 *   the next look at the price, and the coefficient of variation of the level
 * @throws RangeError without candidates, or for numbers out of range
 */
export function bestCandidate(
  candidates: readonly { price: number; unitsPerHour: number; shape?: number; countedOn?: number }[],
  on: { stock: number; hours: number; unitCost: number; look?: { hours: number; cv: number } },
): { best: CurvePoint; curve: CurvePoint[] } {
  if (!Number.isFinite(on.unitCost)) throw new RangeError(`unitCost must be a number, not ${on.unitCost}`);
  const offers = candidates.map(({ countedOn = 1, ...each }) => ({
    ...each,
    unitsPerHour: each.unitsPerHour * countedOn,
  }));
  const curve = offers.map(({ price, unitsPerHour, shape }, at): CurvePoint => {
    if (!Number.isFinite(price)) throw new RangeError(`price must be a number, not ${price}`);
    const expectedUnits = expectedUnitsSold(on.stock, unitsPerHour * on.hours, shape);
    return {
      price,
      unitsPerHour: candidates[at]?.unitsPerHour ?? 0,
      expectedUnits,
      expectedProfit: (price - on.unitCost) * expectedUnits,
    };
  });
  if (on.look !== undefined && on.stock >= 1 && on.stock <= LOOKING_AHEAD)
    lookAhead(curve, offers, { ...on, hoursToNextLook: on.look.hours, cv: on.look.cv });
  const [first, ...rest] = curve;
  if (first === undefined) throw new RangeError('there must be a candidate to choose from');
  return { best: rest.reduce(better, first), curve };
}

/** Gives the points of the curve the profit of looking ahead, or a part of it. */
function lookAhead(
  curve: CurvePoint[],
  offers: Parameters<typeof worthOfLastUnits>[0],
  on: Parameters<typeof worthOfLastUnits>[1],
): void {
  const worth = worthOfLastUnits(offers, on);
  const share = shareOfLookingAhead(on.stock);
  const most = Math.max(...worth.map(({ profit }) => profit));
  const looks = Math.max(1, on.hours / on.hoursToNextLook);
  for (const [at, point] of curve.entries()) {
    const { profit = 0, valueOfRest = 0 } = worth[at] ?? {};
    if (share === 1) {
      point.expectedProfit = profit;
      point.valueOfRest = valueOfRest;
      continue;
    }
    // What the price would earn at every look that is left, at least what it earns if it stands.
    const repeated = Math.max(point.expectedProfit, most - looks * (most - profit));
    point.expectedProfit += share * (repeated - point.expectedProfit);
  }
}

function better(a: CurvePoint, b: CurvePoint): CurvePoint {
  if (a.expectedProfit !== b.expectedProfit) return a.expectedProfit > b.expectedProfit ? a : b;
  return a.price <= b.price ? a : b;
}
