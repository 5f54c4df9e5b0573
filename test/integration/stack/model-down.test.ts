import { beforeAll, describe, expect, it } from 'vitest';
import type { Stack } from '../../../local/stack.ts';
import { byStock, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import { holdPort } from './support/scratch.ts';
import type { Shop } from './support/shop.ts';

const byModel = byStock({ model: { use: true, timeoutMs: 1000, minimumHours: 0.1 } });
const at = (hour: number) => `2026-11-22T0${hour}:00:00.000Z`;

/** Three hours of sales, the last of which leaves `stock`. Returns the last event's id. */
async function sell(shop: Shop, productId: string, stock: number): Promise<string> {
  await shop.stock(product(productId));
  await shop.send({ productId, stock: stock + 40, sequence: 1, occurredAt: at(1) });
  await shop.settled(productId);
  await shop.send({ productId, stock: stock + 20, sequence: 2, occurredAt: at(2) });
  await shop.settled(productId);
  const [last = ''] = await shop.send({ productId, stock, sequence: 3, occurredAt: at(3) });
  return last;
}

describe('with the model at hand, and Redis in this process', () => {
  it('asks the model', async () => {
    const { shop } = await openShop({ path: '' });
    await shop.putPolicy(byModel);

    const last = await sell(shop, 'SKU1', STOCK.normal);

    await shop.ended(last);
    const { evidence } = await shop.event(last);
    expect(evidence).toMatchObject([
      { proposal: { source: 'model', curve: expect.arrayContaining([expect.anything()]) } },
    ]);
  });
});

describe('with the model endpoint dead, and Redis in this process', () => {
  let shop: Shop;
  let stack: Stack;
  beforeAll(async () => {
    const { port, release } = await holdPort();
    await release();
    ({ shop, stack } = await openShop({ path: '', modelUrl: `http://127.0.0.1:${port}` }));
    await shop.putPolicy(byModel);
  });

  it('prices by the rules, and says why', async () => {
    const last = await sell(shop, 'SKU1', STOCK.low);

    expect(await shop.ended(last)).toMatchObject({ outcome: 'priced' });
    const { row, evidence } = await shop.event(last);
    expect(row).toMatchObject({
      source: 'rules',
      price: 12_000,
      fallbackReason: expect.stringMatching(/^ModelUnavailable: .*refused/i),
    });
    expect(evidence).toMatchObject([{ proposal: { source: 'rules', by: 'low-stock', amount: 12_000 } }]);
    expect(await shop.price('SKU1')).toMatchObject({ price: 12_000, eventId: last });
  });

  it('shows the failed call in the trace', async () => {
    const last = await sell(shop, 'SKU2', STOCK.low);
    await stack.idle();

    const [trace] = await shop.trace(last);

    const asked = trace?.states.find(({ name }) => name === 'PredictPrice');
    expect(asked?.attempts).toMatchObject([{ status: 'failed', error: 'ModelUnavailable' }]);
    expect(trace?.states.map(({ name }) => name)).toContain('FallbackPrice');
  });
});
