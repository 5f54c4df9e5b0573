import type { ReviewFile } from '../../../../../api/routes/reviews.ts';

/** Whether a release at `amount` would need a second person; the server decides finally. */
export function takesTwo(
  { secondPersonAbove, stateNow }: Pick<ReviewFile, 'secondPersonAbove' | 'stateNow'>,
  amount: number,
): boolean {
  const { amount: most, changePercent } = secondPersonAbove ?? {};
  const inForce = stateNow?.price?.amount;
  if (most !== undefined && amount > most) return true;
  if (changePercent === undefined) return false;
  return inForce === undefined || 100 * Math.abs(amount - inForce) > changePercent * inForce;
}
