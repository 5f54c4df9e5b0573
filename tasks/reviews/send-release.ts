import type { Review } from '../../domain/review.ts';
import { after, type ReviewStep } from '../../domain/review.ts';
import { type ReviewNeed, SYSTEM } from './need.ts';

const WHY_LENGTH = 500;

/**
 * Puts the release event on the bus and notes it. The decision stands before: whoever dies in between leaves a release that is
 * sent later. Two events do no harm: the workflow holds the one that finds another price in force than the release was made on.
 */
export async function sendRelease(need: ReviewNeed, review: Review): Promise<Review> {
  const { rejection, release, steps } = review;
  if (release === undefined) throw new RangeError(`review ${rejection.reviewId} is not released`);
  const { by, first, amount, onPriceRevision, text } = release;
  const [eventId = ''] = await need.bus.emit([
    {
      kind: 'release',
      detail: {
        productId: rejection.productId,
        price: amount,
        ofEventId: rejection.reviewId,
        releasedBy: first ?? by,
        ...(first === undefined ? {} : { confirmedBy: by }),
        onPriceRevision,
        why: text.slice(0, WHY_LENGTH),
      },
    },
  ]);
  const step: ReviewStep = { kind: 'release-sent', by: SYSTEM, eventId, seq: steps + 1, at: need.clock() };
  // Where somebody else has noted another event meanwhile, this one is found by the ledger.
  return (await need.reviews.add(rejection.reviewId, step)) ? after(review, step) : review;
}
