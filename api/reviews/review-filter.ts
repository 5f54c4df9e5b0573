import { isAmong } from '../../domain/policy/four-eyes.ts';
import type { ReviewItem, ReviewQuery } from '../routes/reviews.ts';

/** What reviews can be filtered by, one by one. */
export type ReviewFilter = Partial<
  Pick<ReviewQuery, 'guardrail' | 'product' | 'policy' | 'overdue' | 'mine'>
>;

/** Whether the filter lets the review through, for the person who asks. */
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
