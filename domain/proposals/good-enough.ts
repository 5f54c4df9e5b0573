import type { Circumstances } from '../context/circumstances.ts';
import type { CurvePoint } from '../demand/evidence.ts';
import { DAY_MS, shift } from '../values/time.ts';
import { profitOn } from './on-curve.ts';

/**
 * The best price, or the price in force where that earns nearly as much (`leastGainPercent`). A turn of the price must earn the
 * more, the more often it turned within a day: turns are few, and a price must not be stuck when they are used up.
 *
 * @returns minor units
 */
export function goodEnough(
  best: CurvePoint,
  curve: readonly CurvePoint[],
  on: Circumstances,
  hoursLeft: number,
): number {
  const { policy, state, now } = on;
  const inForce = state.price?.amount;
  const profit = inForce === undefined ? undefined : profitOn(curve, inForce);
  if (inForce === undefined || profit === undefined) return best.price;
  const gain = looksOf(best, on, hoursLeft) * (best.expectedProfit - profit);
  const least = (policy.model.leastGainPercent / 100) * best.expectedProfit;
  return gain < least * (1 + turnsBefore(state, best.price > inForce ? 'up' : 'down', now))
    ? inForce
    : best.price;
}

/**
 * The last units' profit assumes the best price from the next look on, so a difference counts for every look that is left; other
 * profits count to the end.
 */
export const looksOf = ({ valueOfRest }: CurvePoint, { policy }: Circumstances, hoursLeft: number): number =>
  valueOfRest === undefined ? 1 : Math.max(1, (hoursLeft * 60) / policy.repriceAfterMinutes);

/** How often the price turned within a day, if a change in this direction is a turn; otherwise 0. */
function turnsBefore({ movement }: Circumstances['state'], direction: 'up' | 'down', now: string): number {
  if (movement.direction === undefined || movement.direction === direction) return 0;
  return movement.reversals.filter((at) => at > shift(now, -DAY_MS)).length;
}
