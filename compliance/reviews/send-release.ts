import { type Order, releaseOrderId } from '../../domain/context/order.ts';
import type { Review } from '../../domain/review/review.ts';
import { after, type ReviewStep } from '../../domain/review/review.ts';
import { PriceAmount } from '../../domain/values/money.ts';
import { type ReviewDeps, SYSTEM } from './deps.ts';

const WHY_LENGTH = 500;

/**
 * Stores the order, puts the release event on the bus and adds a step for it. The decision is stored before, so after a crash
 * the release is sent later. A second event is harmless: only one event can use an order.
 */
export async function sendRelease(deps: ReviewDeps, review: Review): Promise<Review> {
  const { rejection, steps } = review;
  const order = orderOf(review);
  await deps.orders.put(order);
  const { orderId, productId } = order;
  const [eventId = ''] = await deps.bus.emit([{ kind: 'release', detail: { productId, orderId } }]);
  const step: ReviewStep = { kind: 'release-sent', by: SYSTEM, eventId, seq: steps + 1, at: deps.clock() };
  // If another process added a different event meanwhile, `settleReleases` finds this one in the ledger.
  return (await deps.reviews.add(rejection.reviewId, step)) ? after(review, step) : review;
}

function orderOf({ rejection: { reviewId, productId }, release }: Review): Order {
  if (release?.audit === undefined) throw new RangeError(`review ${reviewId} is not released`);
  const { by, first, at, amount, onPriceRevision, text, audit } = release;
  return {
    kind: 'release',
    orderId: releaseOrderId(reviewId),
    productId,
    price: PriceAmount.parse(amount),
    onPriceRevision,
    by: first ?? by,
    ...(first === undefined ? {} : { second: by }),
    why: text.slice(0, WHY_LENGTH),
    givenAt: at,
    audit,
    ofEventId: reviewId,
  };
}
