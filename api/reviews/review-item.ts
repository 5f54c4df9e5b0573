import { isUndecided, type Review, type ReviewStep, stateOf } from '../../domain/review/review.ts';
import type { ReviewItem, ReviewStep as ReviewLine } from '../routes/reviews.ts';

/** A review in the form of the API. */
export function itemOf(review: Review, now: string): ReviewItem {
  const { rejection, request, release, decision, lapsedBecause } = review;
  const { reviewId, askedBy: _, context: __, policy, ...facts } = rejection;
  const state = stateOf(review, now);
  const undecided = isUndecided(review);
  return {
    ...facts,
    reviewId,
    eventId: reviewId,
    policy: `${policy.policyId}@${policy.version}`,
    overdue: undecided && rejection.dueAt < now,
    state,
    ...(state === 'taken' && review.lock ? { takenBy: review.lock.by, takenUntil: review.lock.until } : {}),
    ...(request === undefined
      ? {}
      : {
          requestedBy: request.by,
          releaseAmount: request.amount,
          reasonCode: request.reasonCode,
          text: request.text,
        }),
    ...(decision === undefined
      ? {}
      : {
          decidedBy: decision.by,
          decidedAt: decision.at,
          reasonCode: decision.reasonCode,
          text: decision.text,
        }),
    ...(release === undefined ? {} : releaseOf(release)),
    ...(lapsedBecause === undefined ? {} : { lapsedBecause }),
  };
}

function releaseOf(release: NonNullable<Review['release']>): Partial<ReviewItem> {
  const eventId = release.settled?.eventId ?? release.eventIds.at(-1);
  return {
    ...(release.first === undefined ? {} : { requestedBy: release.first }),
    releaseAmount: release.amount,
    ...(eventId === undefined ? {} : { releaseEventId: eventId }),
    ...(release.settled === undefined ? {} : { releasedPrice: release.settled.price }),
  };
}

/** A step in the form of the API. */
export function lineOf(step: ReviewStep): ReviewLine {
  const { kind, seq, at, by, audit } = step;
  return {
    seq,
    at,
    by,
    kind,
    ...('reasonCode' in step ? { reasonCode: step.reasonCode } : {}),
    ...('text' in step ? { text: step.text } : {}),
    ...('amount' in step ? { amount: step.amount } : {}),
    ...('eventId' in step ? { eventId: step.eventId } : {}),
    ...(audit === undefined ? {} : { audit }),
  };
}
