import { asksFor, isOrdered, type OrderedEvent } from '../events/price-event.ts';
import { takesTwo } from '../policy/four-eyes.ts';
import { reviewSettings } from '../policy/policy.ts';
import { type Circumstances, stockOf } from './circumstances.ts';
import { expiryOf, hasSecond, isOrderOf } from './order.ts';

/** Why an order is refused. */
const ORDER_REFUSALS = [
  'no-order',
  'order-used',
  'order-expired',
  'price-moved-on',
  'second-person-missing',
] as const;
type OrderRefusal = (typeof ORDER_REFUSALS)[number];

type ReasonToStand = 'paused' | 'retired' | OrderRefusal | 'out-of-stock' | 'has-a-price';

/**
 * With these reasons the price in force stays even if a guardrail forbids it: a person decided so, or the order is invalid.
 */
export const KEEPS_ANY_PRICE: readonly string[] = ['paused', 'retired', ...ORDER_REFUSALS];

/** Why the event gets no proposal and the price in force stays; undefined if it gets one. */
export function reasonToStand(on: Circumstances): ReasonToStand | undefined {
  const { event, product, policy, state } = on;
  if (product.status === 'retired') return 'retired';
  if (isOrdered(event)) return refusalOf(event, on);
  if (asksFor(event) === 'list-price') return state.price ? 'has-a-price' : undefined;
  if (policy.mode === 'paused') return 'paused';
  return stockOf(on) === 0 ? 'out-of-stock' : undefined;
}

function refusalOf(event: OrderedEvent, on: Circumstances): OrderRefusal | undefined {
  const { state, policy, now } = on;
  if (on.order === undefined || !isOrderOf(on.order.order, event)) return 'no-order';
  const { order, usedBy } = on.order;
  if (usedBy !== event.eventId) return 'order-used';
  if (now > expiryOf(order)) return 'order-expired';
  // The order was given on the price that was in force then.
  if (order.onPriceRevision !== (state.price?.revision ?? 0)) return 'price-moved-on';
  const { secondPersonAbove } = reviewSettings(policy);
  const two = order.kind === 'release' && takesTwo(secondPersonAbove, order.price, state.price?.amount);
  return two && !hasSecond(order) ? 'second-person-missing' : undefined;
}
