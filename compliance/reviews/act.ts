import type { AuditNote } from '../../domain/people/audit.ts';
import { after, type Review, type ReviewDeed, type ReviewStep } from '../../domain/review/review.ts';
import type { ReviewDeps, Reviewer } from './deps.ts';

/** Why an act is refused. `lost`: somebody else was faster. `not-now`: the review's state does not allow it. */
export interface Refusal {
  refused: 'unknown' | 'not-allowed' | 'not-now' | 'lost' | 'bad-price';
  why: string;
}

/** The step to add to a review in its present state. `audit`: the audit entry's action and details. */
export interface Plan {
  deed: ReviewDeed;
  /** Absent for steps without an audit entry, such as a lock. */
  audit?: { action: string; details: Record<string, unknown> };
}

export const isRefusal = <Done extends object>(answer: Done | Refusal): answer is Refusal =>
  'refused' in answer;

/**
 * Performs one act on a review: reads it, asks `plan` for the step, writes the audit entry, then adds the step if nobody has
 * added another since. Of several people at once, one succeeds.
 */
export async function act(
  deps: ReviewDeps,
  reviewId: string,
  who: Reviewer,
  plan: (review: Review, now: string) => Promise<Plan | Refusal> | Plan | Refusal,
): Promise<Review | Refusal> {
  const review = await deps.reviews.review(reviewId);
  if (review === undefined)
    return { refused: 'unknown', why: `There is no rejection ${reviewId} under review.` };
  const now = deps.clock();
  const planned = await plan(review, now);
  if (isRefusal(planned)) return planned;
  const { deed, audit } = planned;
  const about = noteOf(review, who);
  // An act without its audit entry must not be done.
  const entry = audit && (await deps.audit.append({ ...about, ...audit }));
  const step: ReviewStep = {
    ...deed,
    seq: review.steps + 1,
    at: now,
    ...(entry === undefined ? {} : { audit: { day: entry.day, seq: entry.seq } }),
  };
  if (await deps.reviews.add(reviewId, step)) return after(review, step);
  const lost: Refusal = { refused: 'lost', why: await whoWasFaster(deps, reviewId, step.seq) };
  if (entry !== undefined && audit !== undefined)
    await deps.audit.append({
      ...about,
      action: `${audit.action}.not-done`,
      details: { entry: { day: entry.day, seq: entry.seq }, why: lost.why },
    });
  return lost;
}

const noteOf = ({ rejection }: Review, who: Reviewer): Omit<AuditNote, 'action' | 'details'> => ({
  by: who.id,
  ...(who.as === undefined ? {} : { as: who.as }),
  client: who.client,
  subject: { kind: 'review', id: rejection.reviewId },
  productId: rejection.productId,
  guardrail: rejection.guardrail,
});

async function whoWasFaster({ reviews }: ReviewDeps, reviewId: string, seq: number): Promise<string> {
  const step = (await reviews.steps(reviewId))[seq - 1];
  return `${step?.by ?? 'Somebody else'} was faster: ${step?.kind.replaceAll('-', ' ') ?? 'the review has changed'}.`;
}
