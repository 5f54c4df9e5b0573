import { describe, expect, it } from 'vitest';
import type { PriceOrder } from '../../../domain/context/order.ts';
import type { OrderedEvent, PriceEvent } from '../../../domain/events/price-event.ts';
import { readContext } from '../../../tasks/read-context.ts';
import { redriveId } from '../../../tasks/redrive-id.ts';
import { memoryCatalog } from '../../fakes/memory-catalog.ts';
import { memoryOrders, type OrdersData } from '../../fakes/memory-orders.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import {
  ID,
  inForce,
  inventory,
  NOW,
  orderFor,
  policy,
  product,
  release,
  rollback,
  state,
} from '../domain/make.ts';

const data = (...orders: PriceOrder[]): OrdersData => ({
  orders: Object.fromEntries(orders.map((order) => [order.orderId, order])),
  used: {},
});
const ordered = (event: OrderedEvent) => orderFor(event, 1) as PriceOrder;

function load(event: PriceEvent, orders: OrdersData, states = { [ID]: state() }) {
  const { version, mode, ...terms } = policy();
  return readContext({
    catalog: memoryCatalog({
      products: { [ID]: product() },
      policies: { default: { current: { version, mode }, versions: { [version]: terms } } },
    }),
    priceStates: memoryPriceStates(states),
    orders: memoryOrders(orders),
    clock: () => NOW,
  })({ event });
}

describe.each([release(1_100), rollback(1_100)])('a $kind', (event) => {
  it('is judged on its order, which it has from then on', async () => {
    const orders = data(ordered(event));

    expect(await load(event, orders)).toMatchObject({
      next: 'ask-rules',
      context: { order: { order: ordered(event), usedBy: event.eventId } },
    });
    expect(orders.used).toEqual({ [event.orderId]: event.eventId });
  });

  it.each([
    ['nobody gave an order', data()],
    ['the order is for another product', data({ ...ordered(event), productId: 'SKU2' })],
    ['the order is of another kind', data({ ...ordered(event), kind: 'other' } as never)],
    [
      'the order is under another id',
      { orders: { [event.orderId]: { ...ordered(event), orderId: 'x' } }, used: {} },
    ],
  ])('is refused where %s, and takes no order', async (_, orders) => {
    await expect(load(event, orders)).rejects.toMatchObject({
      name: 'UnknownOrder',
      message: expect.stringContaining(`${event.orderId} for a ${event.kind} of ${ID}`),
    });
    expect(orders.used).toEqual({});
  });

  it('stands where another event has the order', async () => {
    const orders = { ...data(ordered(event)), used: { [event.orderId]: 'another' } };

    expect(await load(event, orders)).toMatchObject({
      next: 'stand',
      context: { order: { usedBy: 'another' } },
    });
  });

  it('takes up the order of the event that it is the redrive of, however often it was redriven', async () => {
    const orders = { ...data(ordered(event)), used: { [event.orderId]: 'dead' } };
    const again = { ...event, eventId: redriveId(redriveId('dead')) };

    expect(await load(again, orders)).toMatchObject({ next: 'ask-rules' });
  });

  it('that was decided before a crash asks for no order', async () => {
    const mark = { outcome: 'priced' as const, revision: 2, reason: 'ok', at: NOW };
    const decided = state({
      revision: 2,
      price: inForce(1_100, { revision: 2 }),
      unsettled: { [event.eventId]: mark },
    });

    expect(await load(event, data(), { [ID]: decided })).toMatchObject({ next: 'settle' });
  });
});

describe('the marks that a commit checks', () => {
  const marked = (count: number, revision: number) =>
    state({
      revision,
      unsettled: Object.fromEntries(
        Array.from({ length: count }, (_, at) => [
          `other-${at}`,
          { outcome: 'priced' as const, revision: at + 1, reason: 'approved', at: NOW },
        ]),
      ),
    });
  const marksAt = async (count: number, revision: number): Promise<string[]> => {
    const loaded = await load(inventory(), data(), { [ID]: marked(count, revision) });
    return ('context' in loaded && loaded.context.marks) || [];
  };

  it('are all, while there are few', async () => {
    expect((await marksAt(20, 77)).sort()).toEqual(Object.keys(marked(20, 1).unsettled).sort());
  });

  it.each([21, 60, 100, 333])('are twenty of %d, and all of them within as many commits', async (count) => {
    const seen = new Set<string>();
    for (let revision = 500; revision < 500 + count; revision++) {
      const marks = await marksAt(count, revision);
      expect(new Set(marks).size).toBe(20);
      for (const each of marks) seen.add(each);
    }
    expect(seen.size).toBe(count);
  });
});
