import { reviewSettings } from '../../domain/policy/policy.ts';
import { holderOf, isUndecided, type Review } from '../../domain/review/review.ts';
import { MINUTE_MS, readableTime, shift } from '../../domain/values/time.ts';
import { act, type Refusal } from './act.ts';
import type { ReviewDeps, Reviewer } from './deps.ts';

/** Locks the review to the person for the policy's lock time. If the person has the lock, extends it. */
export const take = (deps: ReviewDeps, reviewId: string, who: Reviewer): Promise<Review | Refusal> =>
  act(deps, reviewId, who, async (review, now) => {
    const refusal = heldOrDecided(review, who.id, now);
    if (refusal !== undefined) return refusal;
    if (review.queue === 'awaiting-second')
      return { refused: 'not-now', why: 'It waits for a second person to confirm or refuse its release.' };
    const { policyId } = review.rejection.policy;
    const { lockMinutes } = reviewSettings((await deps.catalog.policy(policyId)) ?? {});
    return { deed: { kind: 'taken', by: who.id, until: shift(now, lockMinutes * MINUTE_MS) } };
  });

/** Releases the person's lock. */
export const giveBack = (deps: ReviewDeps, reviewId: string, who: Reviewer): Promise<Review | Refusal> =>
  act(deps, reviewId, who, (review, now) => {
    const holder = holderOf(review, now);
    if (holder !== who.id) return { refused: 'not-now', why: 'You do not hold it.' };
    return { deed: { kind: 'given-back', by: who.id } };
  });

/** Why this person can't continue: the review is decided, or locked to somebody else; otherwise undefined. */
export function heldOrDecided(review: Review, person: string, now: string): Refusal | undefined {
  if (!isUndecided(review)) {
    const by = review.decision?.by;
    const end = review.queue === 'releasing' ? 'released' : review.queue;
    return { refused: 'not-now', why: `It is ${end} already${by === undefined ? '' : `, by ${by}`}.` };
  }
  const holder = holderOf(review, now);
  if (holder === undefined || holder === person) return undefined;
  return {
    refused: 'not-now',
    why: `${holder} holds it until ${review.lock && readableTime(review.lock.until)}.`,
  };
}
