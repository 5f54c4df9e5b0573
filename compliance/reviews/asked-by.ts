import type { Orders } from '../../adapters/orders.ts';
import { type Order, peopleOf } from '../../domain/context/order.ts';
import { editOrderIdIn, type LedgerRow, orderIdIn } from '../../domain/record/ledger.ts';

/** The people who asked for the price of the event, from its orders; none for an inventory event. */
export async function askedBy(
  { orders }: { orders: Pick<Orders, 'readMany'> },
  row: LedgerRow,
): Promise<string[]> {
  return [...new Set((await ordersBehind({ orders }, row)).flatMap(peopleOf))];
}

/** The stored orders that the event names. */
export async function ordersBehind(
  { orders }: { orders: Pick<Orders, 'readMany'> },
  row: LedgerRow,
): Promise<Order[]> {
  const orderIds = [orderIdIn(row), editOrderIdIn(row)].filter((each) => each !== undefined);
  return orderIds.length === 0 ? [] : orders.readMany(orderIds);
}
