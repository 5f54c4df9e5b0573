import { describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { expectConsistent } from './support/expect-consistent.ts';
import { byStock, PRICE_WHEN, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import { freePorts, freshDir } from './support/scratch.ts';
import { inventoryEntry, type Shop } from './support/shop.ts';
import { StackChild } from './support/stack-child.ts';

describe('a stack that was stopped and started again', () => {
  it('has its prices, ledger, policies and dead letters, and starts no event again', async () => {
    const dataDir = await freshDir();
    const first = await openShop({ dataDir });
    await first.shop.putPolicy(byStock());
    await first.shop.stock(product('SKU1'), product('SKU2'));
    await first.shop.setMode('default', 'shadow');
    await first.shop.send({ productId: 'SKU2', stock: STOCK.over, sequence: 3 });
    await first.shop.setMode('default', 'live');
    // Resuming reprices both. A reprice that is under way keeps the proposal that it made before the stock was known.
    for (const id of ['SKU1', 'SKU2'])
      await eventually(async () =>
        expect((await first.shop.rowsOf(id)).filter(({ kind }) => kind === 'reprice')).toHaveLength(1),
      );
    for (const id of ['SKU1', 'SKU2']) await first.shop.settled(id);
    const [low = ''] = await first.shop.send({ productId: 'SKU1', stock: STOCK.low, sequence: 3 });
    expect(await first.shop.ended(low)).toMatchObject({ outcome: 'priced' });
    const { Entries = [] } = await first.shop.put([inventoryEntry({ productId: 'SKU1', stock: -1 })]);
    await first.shop.ended(Entries[0]?.EventId ?? '');
    for (const id of ['SKU1', 'SKU2']) await first.shop.settled(id);
    const before = await everything(first.shop);
    await first.close();

    const { shop, stack } = await openShop({ dataDir });

    expect(stack.recovered).toEqual({ restarted: 0, started: 0, published: 2 });
    expect(await everything(shop)).toEqual(before);
    expect(await shop.hash('SKU1')).toMatchObject({ price: String(PRICE_WHEN.low) });
    expect(await shop.price('SKU1')).toMatchObject({ price: PRICE_WHEN.low });
    for (const id of ['SKU1', 'SKU2']) await expectConsistent(shop, id);
  });

  it('leaves no accepted event behind, and ends well, when it is stopped under load', async () => {
    const where = { dataDir: await freshDir(), port: await freePorts() };
    const first = await StackChild.start(where);
    await first.shop.putPolicy(byStock());
    await first.shop.stock(product('SKU1'));
    const accepted: string[] = [];

    const sending = keepSending(first.shop, accepted);
    await eventually(() => expect(accepted.length).toBeGreaterThan(50));
    const code = await first.terminate();
    await sending;
    const { shop } = await StackChild.start(where);

    expect({ code, stderr: first.stderr }).toEqual({ code: 0, stderr: '' });
    await shop.settled('SKU1');
    const outcomes = new Map((await shop.rowsOf('SKU1')).map((row) => [row.eventId, row.outcome]));
    expect(accepted.filter((id) => outcomes.get(id) === undefined)).toEqual([]);
    await expectConsistent(shop, 'SKU1');
  });

  it('has finished what was under way when it was ended with Ctrl-C', async () => {
    const where = { dataDir: await freshDir(), port: await freePorts() };
    const first = await StackChild.start(where);
    await first.shop.putPolicy(byStock());
    const ids = Array.from({ length: 40 }, (_, at) => `SKU${at}`);
    await first.shop.api('POST', '/api/products', { products: ids.map((id) => product(id)) });

    const code = await first.interrupt();
    const { shop, recovered } = await StackChild.start(where);

    expect({ code, stderr: first.stderr }).toEqual({ code: 0, stderr: '' });
    expect(recovered).toMatchObject({ started: 0, restarted: 0 });
    for (const id of ids) expect((await shop.state(id)).price?.amount).toBe(10_000);
  });
});

/** Sends events until the stack refuses. */
async function keepSending(shop: Shop, accepted: string[]): Promise<void> {
  for (let sequence = 1; sequence < 900; sequence += 1) {
    try {
      accepted.push(...(await shop.send({ productId: 'SKU1', stock: sequence % 20, sequence })));
    } catch {
      return;
    }
  }
}

const everything = async (shop: Shop) => ({
  states: await Promise.all([shop.state('SKU1'), shop.state('SKU2')]),
  rows: await Promise.all([shop.rowsOf('SKU1'), shop.rowsOf('SKU2')]),
  policy: await shop.api('GET', '/api/policies/default'),
  letters: await shop.letters('dead-letters'),
});
