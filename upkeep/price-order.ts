import type { Orders } from '../adapters/orders.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { leaveOut, type OnUnreadable } from '../adapters/stored-item.ts';
import { isOrderOf } from '../domain/context/order.ts';
import type { PriceEvent } from '../domain/events/price-event.ts';
import { isOrdered } from '../domain/events/price-event.ts';

/**
 * By event id, the events with an order that can only end `held`, and why: the price of the order is no longer in force.
 * Other events are left out. Consistent reads. Unreadable states go to `skipped`.
 */
export async function overtakenOrders(
  deps: { orders: Pick<Orders, 'readMany'>; priceStates: Pick<PriceStates, 'readPrices'> },
  events: PriceEvent[],
  skipped?: OnUnreadable,
): Promise<ReadonlyMap<string, string>> {
  const ordered = events.filter(isOrdered);
  if (ordered.length === 0) return new Map();
  const [orders, states] = await Promise.all([
    // An event without a readable order is dead-lettered, whatever price is in force.
    deps.orders.readMany(
      ordered.map(({ orderId }) => orderId),
      leaveOut,
    ),
    deps.priceStates.readPrices([...new Set(ordered.map(({ productId }) => productId))], skipped),
  ]);
  const orderById = new Map(orders.map((order) => [order.orderId, order]));
  const inForce = new Map(states.map(({ productId, price }) => [productId, price]));
  const overtaken = new Map<string, string>();
  for (const event of ordered) {
    const [order, price] = [orderById.get(event.orderId), inForce.get(event.productId)];
    if (order === undefined || !isOrderOf(order, event) || order.onPriceRevision === (price?.revision ?? 0))
      continue;
    const since = price === undefined ? '' : ` at ${price.since}`;
    overtaken.set(
      event.eventId,
      `another price came in force${since}, after this ${event.kind} was asked for; ask for it anew`,
    );
  }
  return overtaken;
}
