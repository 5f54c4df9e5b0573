import { describe, expect, it } from 'vitest';
import { Product } from '../../../domain/product/product.ts';
import { byStock, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import { freshDir } from './support/scratch.ts';
import { envelope } from './support/shop.ts';

describe('an event that can never be processed', () => {
  it('ends in the dead-letter queue with its stage and error, and its row says so', async () => {
    const { shop, stack } = await openShop({ path: '' });
    await stack.stores.catalog.putProduct(Product.parse(product('SKU1', { policyId: 'gone' })));

    const [id = ''] = await shop.send({ productId: 'SKU1', stock: STOCK.low, sequence: 1 });
    const row = await shop.ended(id);

    expect(row).toMatchObject({
      outcome: 'dead-lettered',
      stage: 'LoadContext',
      reason: expect.stringMatching(/^UnknownPolicy: policy gone /),
    });
    expect(await shop.letters('dead-letters')).toMatchObject([
      {
        eventId: id,
        productId: 'SKU1',
        stage: 'LoadContext',
        reason: row.reason,
        body: { error: 'UnknownPolicy', executions: row.executions },
      },
    ]);
  });

  it('is kept in its letter unchanged, with any characters', async () => {
    const { shop } = await openShop({ path: '' });
    const odd = 'é 猫 🙂 \u{10FFFF} \uFFFE \u0000 \u007F \uD800';
    const [id = ''] = await shop.send({ productId: 'SKU1', stock: -1, sequence: 1, reason: odd });

    await shop.ended(id);

    const bodies = (await shop.letters('dead-letters')).map(({ body }) => body as { envelope: string });
    expect(JSON.parse(bodies[0]?.envelope ?? '')).toMatchObject({ detail: { reason: odd } });
  });

  it('is dead-lettered after five restarts', async () => {
    const dataDir = await freshDir();
    const { shop, stack, close } = await openShop({ dataDir, path: '' });
    await shop.putPolicy(byStock());
    await shop.stock(product('SKU1'));
    const sent = envelope('stuck', { productId: 'SKU1', stock: STOCK.low, sequence: 1 });
    const { ledger } = stack.stores;
    const [acceptedAt, execution] = [sent.time, 'arn:aws:states:us-east-1:0:express:reprice:lost:1'];
    const opening = { eventId: 'stuck', productId: 'SKU1', kind: 'inventory', acceptedAt };
    await ledger.open({ ...opening, receivedAt: acceptedAt, envelope: JSON.stringify(sent), execution });
    for (let sweeps = 0; sweeps < 5; sweeps += 1) await ledger.countSweep('stuck', acceptedAt);
    await close();

    const again = await openShop({ dataDir, path: '' });

    expect(await again.shop.ended('stuck')).toMatchObject({
      outcome: 'dead-lettered',
      stage: 'Sweep',
      reason: expect.stringMatching(/^SweepsExhausted: /),
      sweeps: 6,
    });
    expect(await again.shop.letters('dead-letters')).toMatchObject([{ eventId: 'stuck', stage: 'Sweep' }]);
    expect((await again.shop.state('SKU1')).price?.amount).toBe(10_000);
  });
});
