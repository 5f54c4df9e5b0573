/** Beyond this many standard deviations above the sales the condition hardly changes the mean. */
const FAR = 8;

/**
 * Expected demand, given that it was at least the units sold: the mean of a Poisson distribution cut off below. So sales that ended
 * with the stock count with the demand that they hide (the expectation step of Dempster, Laird & Rubin 1977; in revenue management
 * "unconstraining", Talluri & van Ryzin 2004, section 9.4).
 *
 * @param sold units sold before the stock ran out
 * @param mean expected demand of the whole interval
 */
export function demandAtLeast(sold: number, mean: number): number {
  if (sold === 0) return mean;
  if (mean > sold + FAR * Math.sqrt(mean) + FAR) return mean;
  // Probabilities of sold, sold + 1, ... relative to that of sold.
  let term = 1;
  let total = 1;
  let beyond = 0;
  for (let more = 1; term > 1e-12 * total && more < 1e6; more++) {
    term *= mean / (sold + more);
    total += term;
    beyond += more * term;
  }
  return sold + beyond / total;
}

/** Sets the units that were cut off at `counts` to their expectation. */
export function unconstrain(
  units: Float64Array,
  counts: Float64Array,
  censored: Uint8Array,
  mean: Float64Array,
): void {
  for (const [i, cut] of censored.entries())
    if (cut === 1) units[i] = demandAtLeast(counts[i] ?? 0, mean[i] ?? 0);
}
