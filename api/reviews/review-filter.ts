import { isAmong } from '../../domain/policy/four-eyes.ts';
import type { ReviewItem, ReviewQuery } from '../routes/reviews.ts';

/** The filters for reviews. */
export type ReviewFilter = Partial<
  Pick<ReviewQuery, 'guardrail' | 'product' | 'policy' | 'overdue' | 'mine'>
>;

/** Whether the review matches the filter, for the person who asks. */
export function wanted(
  item: ReviewItem,
  { guardrail, product, policy, overdue, mine }: ReviewFilter,
  person: string,
): boolean {
  const people = [item.takenBy, item.requestedBy, item.decidedBy].filter((each) => each !== undefined);
  return (
    (guardrail === undefined || item.guardrail === guardrail) &&
    (product === undefined || item.productId === product) &&
    (policy === undefined || item.policy === policy || item.policy.startsWith(`${policy}@`)) &&
    (overdue !== true || item.overdue) &&
    (mine !== true || isAmong(person, people))
  );
}
