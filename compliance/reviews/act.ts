import type { AuditNote } from '../../domain/people/audit.ts';
import { after, type Review, type ReviewDeed, type ReviewStep } from '../../domain/review/review.ts';
import type { ReviewDeps, Reviewer } from './deps.ts';

/** Why something is not done. `lost`: somebody else was faster. `not-now`: the review is not in a state for it. */
export interface Refusal {
  refused: 'unknown' | 'not-allowed' | 'not-now' | 'lost' | 'bad-price';
  why: string;
}

/** What somebody wants to do to a review, given how it stands now. `audit`: what it is called, and details of it. */
export interface Plan {
  deed: ReviewDeed;
  /** Left out for what the steps alone tell of, such as a lock. */
  audit?: { action: string; details: Record<string, unknown> };
}

export const isRefusal = <Done extends object>(answer: Done | Refusal): answer is Refusal =>
  'refused' in answer;

/**
 * Does one thing to a review: looks at it, asks `plan` what is to be done, writes that into the audit log, and only then adds
 * the step, on the condition that nobody has added another since. Of many who act at once, one does it.
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
  // An act whose entry can't be written is not done.
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
