import { expect, it } from 'vitest';
import type { Orders } from '../../adapters/orders.ts';
import type { Order, PriceOrder } from '../../domain/context/order.ts';
import { at } from './samples.ts';

/** Ann's order to roll SKU1 back to EUR 11.00. */
export const rollbackOrder = (changes: Partial<PriceOrder> = {}): Order =>
  ({
    kind: 'rollback',
    orderId: 'order-1',
    productId: 'SKU1',
    price: 1_100,
    onPriceRevision: 1,
    by: 'ann',
    why: 'too high',
    givenAt: at(0),
    audit: { day: '2026-11-22', seq: 1 },
    since: at(-60),
    ...changes,
  }) as Order;

/** Contract of every store of orders. */
export function ordersContract(open: () => Promise<Orders>): void {
  it('knows no order that was not given', async () => {
    const orders = await open();

    expect(await orders.read('order-1')).toBeUndefined();
    expect(await orders.readMany(['order-1'])).toEqual([]);
  });

  it('keeps every order unchanged', async () => {
    const orders = await open();
    const [first, second] = [rollbackOrder(), rollbackOrder({ orderId: 'order-2', why: 'Größe vertauscht' })];
    for (const order of [first, second]) await orders.put(order);

    expect(await orders.read('order-1')).toEqual(first);
    expect(await orders.readMany(['order-1', 'order-2', 'order-1', 'order-3'])).toHaveLength(2);
  });

  it('changes no order', async () => {
    const orders = await open();
    await orders.put(rollbackOrder());
    await orders.put(rollbackOrder({ by: 'mallory' }));

    expect(await orders.read('order-1')).toEqual(rollbackOrder());
  });

  it('assigns an order to one event, however many events ask for it, and however often', async () => {
    const orders = await open();
    await orders.put(rollbackOrder());
    const events = Array.from({ length: 20 }, (_, each) => `event-${each}`);

    const users = await Promise.all(events.map((eventId) => orders.use('order-1', eventId)));

    const [first] = users;
    expect(new Set(users).size).toBe(1);
    expect(events).toContain(first);
    expect(await orders.use('order-1', 'event-99')).toBe(first);
  });
}
