import type { Orders } from '../../adapters/orders.ts';
import type { Order } from '../../domain/context/order.ts';
import { asked, copy } from './plain.ts';

export interface OrdersData {
  /** By orderId. */
  orders: Record<string, Order>;
  /** orderId -> the event that has it. */
  used: Record<string, string>;
}

/** Orders in the given object; every call is one atomic read or write. */
export const memoryOrders = (data: OrdersData): Orders => ({
  async put(order) {
    data.orders[order.orderId] ??= copy(order);
  },

  read: async (orderId) => copy(data.orders[orderId]),

  readMany: async (orderIds, skipped) =>
    asked(
      [...new Set(orderIds)].flatMap((orderId) => data.orders[orderId] ?? []),
      skipped,
    ),

  async use(orderId, eventId) {
    data.used[orderId] ??= eventId;
    return data.used[orderId];
  },
});
