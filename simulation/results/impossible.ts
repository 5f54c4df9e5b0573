import { standardErrorsAbove0 } from './statistics.ts';

/**
 * Chance takes one comparison in 30,000 this far above its bound, and a report makes some hundreds. At the usual 1.96
 * the optimum itself would be refused in every 40th world.
 */
const STANDARD_ERRORS = 4;
const UNSEEN = 1e-4;

/** A policy that earns more than can be earned: the simulator is wrong. */
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
  // Where every sale came to the same, there is no scatter to judge by: less than the tables show is let pass.
  const relative = above.reduce((a, b) => a + b, 0) / bounds.reduce((a, b) => a + b, 0);
  if (errors <= STANDARD_ERRORS || relative < UNSEEN) return;
  throw new ImpossibleEarnings(
    `${what} earned ${(100 * relative).toFixed(2)}% more than any policy can, by ${errors.toFixed(1)} standard errors`,
  );
}
