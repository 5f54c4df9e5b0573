/** Probability that a run of everything is refused although the simulator is right. */
export const FALSE_ALARM = 0.001;
/** Stakes, as shares of the highest that can be lost. Small ones find small excesses in many sales. */
const STAKES = Array.from({ length: 10 }, (_, i) => 0.9 / 2 ** i);

/** A strategy earned more than is possible: the simulator is wrong. */
export class ImpossibleEarnings extends Error {
  override readonly name = 'ImpossibleEarnings';
}

/**
 * Checks what a policy earned against a bound on its expectation, sale by sale in the same order.
 *
 * A bet on higher earnings that is fair, or worse, if the bound holds multiplies its stake by 1 + stake (earned - bound) / highest
 * bound in each sale. Earnings are never negative, so the capital is not either, and it multiplies by `m` with a probability of at
 * most 1 / m, however skewed the earnings and however few the sales (Waudby-Smith & Ramdas 2024, "Estimating Means of Bounded
 * Random Variables by Betting"; Ville's inequality). The capital is spread evenly over the stakes. Over `comparisons` such checks
 * the probability of a false alarm is at most `FALSE_ALARM` (Bonferroni).
 *
 * @throws ImpossibleEarnings where chance does not explain the excess; RangeError for negative earnings
 */
export function refuseImpossible(
  what: string,
  earnings: readonly number[],
  bounds: readonly number[],
  comparisons: number,
): void {
  const negative = earnings.find((earned) => earned < 0);
  if (negative !== undefined) throw new RangeError(`${what} must not lose money, but earned ${negative}`);
  const most = Math.max(...bounds);
  const excess = earnings.map((earned, i) => (earned - (bounds[i] as number)) / most);
  const capitals = STAKES.map((stake) => excess.reduce((sum, each) => sum + Math.log1p(stake * each), 0));
  const largest = Math.max(...capitals);
  const capital =
    largest + Math.log(capitals.reduce((sum, each) => sum + Math.exp(each - largest), 0) / STAKES.length);
  if (!(capital > Math.log(comparisons / FALSE_ALARM))) return;
  const relative = excess.reduce((a, b) => a + b, 0) / bounds.reduce((a, b) => a + b / most, 0);
  throw new ImpossibleEarnings(
    `${what} earned ${(100 * relative).toFixed(2)}% more than any policy can; by chance so much happens at most once in ` +
      `${Math.exp(Math.min(capital, 690)).toExponential(1)} checks`,
  );
}
