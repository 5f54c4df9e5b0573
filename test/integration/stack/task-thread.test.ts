import { beforeAll, describe, expect, it } from 'vitest';
import type { SearchResult } from '../../../console/contract/search.ts';
import { eventually } from './support/eventually.ts';
import { expectConsistent } from './support/expect-consistent.ts';
import { byStock, PRICE_WHEN, product, STOCK } from './support/goods.ts';
import { type OpenShop, openShop } from './support/open-shop.ts';

// As `npm start` runs them where there is more than one core.
describe('tasks in a thread of their own', () => {
  let opened: OpenShop;
  beforeAll(async () => {
    opened = await openShop({ taskThread: true });
    await opened.shop.putPolicy(byStock());
    await opened.shop.stock(product('SKU1'), product('SKU2'));
  });

  it('price an event, and the console finds it', async () => {
    const { shop } = opened;

    const [eventId = ''] = await shop.send({ productId: 'SKU1', stock: STOCK.low, sequence: 1 });

    expect(await shop.ended(eventId)).toMatchObject({ outcome: 'priced', latencyMs: expect.any(Number) });
    expect(await shop.price('SKU1')).toMatchObject({ price: PRICE_WHEN.low, eventId });
    await eventually(async () => {
      const { events } = await shop.api<SearchResult>('GET', `/api/search?event=${eventId}`);
      expect(events).toMatchObject([{ eventId, outcome: 'priced', policy: 'default@2' }]);
    });
    await expectConsistent(shop, 'SKU1');
  });

  it('go by a mode from the moment that it is set', async () => {
    const { shop } = opened;
    const modes = ['paused', 'live', 'paused', 'live', 'paused'];

    const outcomes: unknown[] = [];
    for (const [at, mode] of modes.entries()) {
      await shop.setMode('default', mode);
      const stock = at % 2 === 0 ? STOCK.over : STOCK.low;
      const [eventId = ''] = await shop.send({ productId: 'SKU2', stock, sequence: at + 1 });
      outcomes.push((await shop.ended(eventId)).reason);
    }
    await shop.setMode('default', 'live');

    expect(outcomes.map((reason) => String(reason).includes('paused'))).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  it('tell a fault of a task by its name', async () => {
    const { shop, faults } = opened;

    const [eventId = ''] = await shop.send({ productId: 'NONE', stock: 1, sequence: 1 });

    expect(await shop.ended(eventId)).toMatchObject({
      outcome: 'dead-lettered',
      reason: expect.stringContaining('UnknownProduct'),
    });
    expect(faults).toEqual([]);
  });
});
