/** A mean above this is a fault of whoever computed it; the refusal also bounds the work of one call. */
const LARGEST_MEAN = 1e9;
/** Terms below this share of the sum no longer change a double. */
const NEGLIGIBLE = 1e-18;

/** What one candidate price is expected to bring until the sale ends. Money in minor units, as an expectation (a float). */
export interface CurvePoint {
  price: number;
  expectedUnits: number;
  expectedProfit: number;
}

/**
 * Units expected to sell when demand is Poisson and only `stock` units are left: E[min(stock, N)], N ~ Poisson(mean).
 *
 * Computed from the definition, E[min(s, N)] = sum over k of min(s, k) p(k), which equals the textbook
 * s - sum over k < s of (s - k) p(k) (Hadley & Whitin 1963, "Analysis of Inventory Systems", Poisson appendix).
 * p comes from its ratio p(k) = p(k - 1) mean / k, started with weight 1 at the mode and divided by the sum of the
 * weights at the end: every term is positive, so nothing cancels, and no large logarithm loses digits. The walk
 * ends where the terms stop counting, about 9 standard deviations either way: O(sqrt(mean)) steps.
 *
 * @param stock units left, a safe integer >= 0
 * @param mean units that would sell with endless stock, 0 to 1e9
 * @throws RangeError for anything else, Infinity and NaN included
 */
export function expectedUnitsSold(stock: number, mean: number): number {
  if (!Number.isSafeInteger(stock) || stock < 0)
    throw new RangeError(`stock must be an integer >= 0, not ${stock}`);
  if (!(mean >= 0 && mean <= LARGEST_MEAN))
    throw new RangeError(`mean must be 0 to ${LARGEST_MEAN}, not ${mean}`);

  const mode = Math.floor(mean);
  let weights = 1;
  let units = Math.min(stock, mode);
  for (let k = mode + 1, weight = mean / k; ; k++, weight *= mean / k) {
    weights += weight;
    units += weight * Math.min(stock, k);
    // The next term of units is at most weight x mean: also negligible, even where the mean itself is tiny.
    if (weight <= weights * NEGLIGIBLE) break;
  }
  for (let k = mode - 1, weight = mode / mean; k >= 0; weight *= k / mean, k--) {
    weights += weight;
    units += weight * Math.min(stock, k);
    if (weight <= weights * NEGLIGIBLE) break;
  }
  // Rounding may not sell more than there is, nor more than is asked for.
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
 * The candidate with the highest expected profit, and the curve that shows why.
 *
 * Expected profit is (price - unitCost) x E[min(stock, Poisson(demandPerHour x hoursLeft))]: stock that can't be
 * sold in time earns nothing, and demand beyond the stock earns nothing. Between equal profits the lower price wins,
 * so with no stock or no time left, where all profits are 0, it is the lowest one and means nothing.
 *
 * @param candidates prices in minor units, each with the units an hour asked for at that price; in any order
 * @param on stock in units, hours until the sale ends, cost of one unit in minor units
 * @throws RangeError without candidates, or for numbers out of range
 */
export function bestCandidate(
  candidates: readonly { price: number; demandPerHour: number }[],
  on: { stock: number; hoursLeft: number; unitCost: number },
): { best: CurvePoint; curve: CurvePoint[] } {
  if (!Number.isFinite(on.unitCost)) throw new RangeError(`unitCost must be a number, not ${on.unitCost}`);
  const curve = candidates.map(({ price, demandPerHour }) => {
    if (!Number.isFinite(price)) throw new RangeError(`price must be a number, not ${price}`);
    const expectedUnits = expectedUnitsSold(on.stock, demandPerHour * on.hoursLeft);
    return { price, expectedUnits, expectedProfit: (price - on.unitCost) * expectedUnits };
  });
  const [first, ...rest] = curve;
  if (first === undefined) throw new RangeError('there must be a candidate to choose from');
  return { best: rest.reduce(better, first), curve };
}

function better(a: CurvePoint, b: CurvePoint): CurvePoint {
  if (a.expectedProfit !== b.expectedProfit) return a.expectedProfit > b.expectedProfit ? a : b;
  return a.price <= b.price ? a : b;
}
