import { beforeEach, describe, expect, it } from 'vitest';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { reconcileAccepted } from '../../../upkeep/reconcile-accepted.ts';
import { rollbackOrder } from '../../contract/orders.contract.ts';
import { opening } from '../../contract/samples.ts';
import { type LedgerData, memoryLedger } from '../../fakes/memory-ledger.ts';
import { memoryOrders, type OrdersData } from '../../fakes/memory-orders.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { spoil } from '../../fakes/plain.ts';
import { minutesAgo } from '../domain/make.ts';

let ledger: LedgerData;
let states: Record<string, PriceState>;
let orders: OrdersData;
let started: string[];
/** Events that can't start the workflow. */
let refused: string[];

beforeEach(() => {
  ledger = { rows: {}, evidence: {} };
  states = {};
  orders = { orders: {}, used: {} };
  started = [];
  refused = [];
});

const messageOf = (id: string, changes: object = {}) => ({
  messageId: `message of ${id}`,
  body: JSON.stringify({ id, time: minutesAgo(15), detail: {}, ...changes }),
});

const deps = () => ({
  ledger: memoryLedger(ledger),
  priceStates: memoryPriceStates(states),
  orders: memoryOrders(orders),
  deliver: async ({ id }: { id: string }) => {
    if (refused.includes(id)) throw new Error(`${id} is too large`);
    started.push(id);
  },
});
const lookUp = (...messages: ReturnType<typeof messageOf>[]) => reconcileAccepted(deps())(messages);

describe('an accepted event', () => {
  it('leaves the queue when it has its row, and is started and stays without', async () => {
    await memoryLedger(ledger).open(opening('known'));
    const [known, lost] = [messageOf('known'), messageOf('lost')];

    expect(await lookUp(known, lost)).toEqual({ kept: [lost], missing: ['lost'], unreadable: [] });
    expect(started).toEqual(['lost']);
  });

  it('is started again with each look until its row was seen', async () => {
    const lost = messageOf('lost');
    await lookUp(lost);
    expect(await lookUp(lost)).toMatchObject({ kept: [lost] });
    await memoryLedger(ledger).open(opening('lost'));
    expect(await lookUp(lost)).toMatchObject({ kept: [], missing: [] });
    expect(started).toEqual(['lost', 'lost']);
  });

  it('that the queue gave twice is started once, and both messages stay', async () => {
    const [one, other] = [messageOf('lost'), { ...messageOf('lost'), messageId: 'another' }];
    expect(await lookUp(one, other)).toMatchObject({ kept: [one, other], missing: ['lost'] });
    expect(started).toEqual(['lost']);
  });

  it('that is an order on a price state which cannot be read is not started, and stays', async () => {
    const order = messageOf('order', {
      source: 'pricewire',
      'detail-type': 'RollbackRequested',
      detail: { productId: 'SKU1', orderId: 'order-1' },
    });
    spoil(states, 'SKU1', 'price-state', 'x');
    expect(await lookUp(order)).toMatchObject({ kept: [order], missing: ['order'] });
    expect(started).toEqual([]);
  });

  it('whose order cannot be read is started as well, and holds up no other', async () => {
    const order = messageOf('order', {
      source: 'pricewire',
      'detail-type': 'RollbackRequested',
      detail: { productId: 'SKU1', orderId: 'order-1' },
    });
    orders.orders['order-1'] = rollbackOrder();
    spoil(orders.orders, 'order-1', 'reviews', 'x');
    await lookUp(order, messageOf('lost'));
    expect(started).toEqual(['order', 'lost']);
  });

  it('that cannot be started stays, and holds up no other', async () => {
    refused = ['large'];
    const [large, lost] = [messageOf('large'), messageOf('lost')];
    expect(await lookUp(large, lost)).toMatchObject({
      kept: [large, lost],
      fault: new Error('large is too large'),
    });
    expect(started).toEqual(['lost']);
  });

  it('stays with all others when the ledger does not answer', async () => {
    const away = { ...memoryLedger(ledger), withRow: () => Promise.reject(new Error('away')) };
    await expect(reconcileAccepted({ ...deps(), ledger: away })([messageOf('e1')])).rejects.toThrow('away');
    expect(started).toEqual([]);
  });
});

it.each([
  ['no JSON', 'hello'],
  ['no object', '"e1"'],
  ['an object without an id', '{"detail":{}}'],
  ['an object with an id that no row can have', JSON.stringify({ id: 'x'.repeat(5000) })],
])('%s stays as what it is, and holds up no event', async (_, body) => {
  await memoryLedger(ledger).open(opening('known'));
  const odd = { messageId: 'odd', body };

  expect(await lookUp(odd, messageOf('known'), messageOf('lost'))).toMatchObject({
    kept: [odd, { messageId: 'message of lost' }],
    missing: ['lost'],
    unreadable: [odd],
  });
});
