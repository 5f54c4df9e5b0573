import { standardErrorsAbove0 } from './statistics.ts';

/**
 * One comparison in 30,000 exceeds its bound by this much by chance, and a report makes some hundreds. The usual 1.96 would
 * refuse even the optimum in every 40th world.
 */
const STANDARD_ERRORS = 4;
const UNSEEN = 1e-4;

/** A strategy earned more than is possible: the simulator is wrong. */
export class ImpossibleEarnings extends Error {
  override readonly name = 'ImpossibleEarnings';
}

/**
 * Checks what a policy earned against a bound on its expectation, sale by sale in the same order.
 *
 * @throws ImpossibleEarnings where the mean is above the bound by more than chance explains
 */
export function refuseImpossible(what: string, earnings: readonly number[], bounds: readonly number[]): void {
  const above = earnings.map((earned, i) => earned - (bounds[i] as number));
  const errors = standardErrorsAbove0(above);
  // Without variance there are no standard errors: allow a difference too small to show in the tables.
  const relative = above.reduce((a, b) => a + b, 0) / bounds.reduce((a, b) => a + b, 0);
  if (errors <= STANDARD_ERRORS || relative < UNSEEN) return;
  throw new ImpossibleEarnings(
    `${what} earned ${(100 * relative).toFixed(2)}% more than any policy can, by ${errors.toFixed(1)} standard errors`,
  );
}
