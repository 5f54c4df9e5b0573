import { describe, expect, it } from 'vitest';
import type { Live } from '../../../api/routes/live.ts';
import type { ProductHistory } from '../../../api/routes/products.ts';
import type { FoundEvent, SearchResult } from '../../../api/routes/search.ts';
import { eventually } from '../stack/support/eventually.ts';
import { byStock, product, STOCK } from '../stack/support/goods.ts';
import { openShop } from '../stack/support/open-shop.ts';
import { freshDir } from '../stack/support/scratch.ts';
import type { Shop } from '../stack/support/shop.ts';
import { StackChild } from '../stack/support/stack-child.ts';

const now = () => new Date().toISOString();

async function found(shop: Shop, query: string): Promise<FoundEvent[]> {
  return (await shop.api<SearchResult>('GET', `/api/search?limit=1000&${query}`)).events;
}
const idsOf = (events: FoundEvent[]): string[] => events.map(({ eventId }) => eventId).toSorted();

describe('the index of events', () => {
  it('shows each event as it ends, live and in searches, and its file can be exported', async () => {
    const { shop, faults } = await openShop();
    await shop.putPolicy(byStock());
    await shop.stock(product('SKU1'));
    const [priced = ''] = await shop.send({
      productId: 'SKU1',
      stock: STOCK.low,
      sequence: 2,
      occurredAt: now(),
    });
    await shop.ended(priced);
    const [late = ''] = await shop.send({ productId: 'SKU1', stock: 9, sequence: 1, occurredAt: now() });
    const [broken = ''] = await shop.send({ productId: 'SKU1', stock: -1, sequence: 3, occurredAt: now() });
    await shop.ended(late);
    await shop.ended(broken);

    await eventually(async () => {
      expect(idsOf(await found(shop, 'outcome=superseded'))).toEqual([late]);
      expect(idsOf(await found(shop, 'error=InvalidEvent&reason=STOCK'))).toEqual([broken]);
      expect(await found(shop, `event=${priced}`)).toMatchObject([
        { productId: 'SKU1', outcome: 'priced', source: 'rules', price: 12_000, priceBefore: 10_000 },
      ]);
    });
    // Events are counted once they are indexed, and answers are cached for a moment.
    await eventually(async () => {
      const live = await shop.api<Live>('GET', '/api/live');
      expect(live.outcomes).toMatchObject({ priced: 2, superseded: 1, 'dead-lettered': 1 });
      expect(live).toMatchObject({ open: { count: 0 }, cache: { state: 'filled' }, deadLetters: 1 });
      expect(live.newest.map(({ eventId }) => eventId)).toContain(broken);
      expect(live.latencyMs?.p50).toBeGreaterThan(0);
    });

    const csv = await (await shop.call('GET', '/api/search/export?format=csv&product=SKU1')).text();
    expect(csv.trim().split('\n')).toHaveLength(4);
    const jsonl = await shop.call('GET', '/api/search/export?format=jsonl&outcome=priced');
    expect(jsonl.headers.get('content-disposition')).toMatch(/^attachment; filename="events-.*\.jsonl"$/);
    expect((await jsonl.text()).trim().split('\n')).toHaveLength(2);

    const { points } = await shop.api<ProductHistory>('GET', '/api/products/SKU1/history');
    expect(points.map(({ outcome, stock, price }) => [outcome, stock, price])).toEqual([
      ['priced', undefined, 10_000],
      ['priced', STOCK.low, 12_000],
      ['superseded', 9, undefined],
    ]);
    expect(points[1]).toMatchObject({ referencePrice: 10_000, sequence: 2, lower: 4_000 });
    expect(faults).toEqual([]);
  }, 60_000);

  it('has every event of the ledger after kill -9, and after its file was lost or broken', async () => {
    const dataDir = await freshDir();
    const first = await StackChild.start({ dataDir, port: 0 });
    await first.shop.putPolicy(byStock());
    await first.shop.stock(product('SKU1'), product('SKU2'));
    const changes = Array.from({ length: 60 }, (_, at) => ({
      productId: at % 2 === 0 ? 'SKU1' : 'SKU2',
      stock: at % 7 === 0 ? STOCK.low : STOCK.normal,
      sequence: at + 1,
      occurredAt: now(),
    }));
    const ids = await first.shop.send(...changes);
    await first.kill();

    for (const harm of ['none', 'lost', 'broken'] as const) {
      await harmIndex(dataDir, harm);
      const { shop, stack, close, faults } = await openShop({ dataDir });
      for (const id of ids) await shop.ended(id);
      await stack.idle();
      await eventually(async () => {
        const page = await shop.api<SearchResult>('GET', '/api/search?limit=1000&kind=inventory');
        expect(page.catchingUp).toBeUndefined();
        expect(idsOf(page.events)).toEqual(ids.toSorted());
        for (const { eventId, outcome } of page.events)
          expect(outcome).toBe((await shop.event(eventId)).row.outcome);
      });
      expect(faults).toEqual([]);
      await close();
    }
  }, 120_000);
});

async function harmIndex(dataDir: string, harm: 'none' | 'lost' | 'broken'): Promise<void> {
  const { rm, writeFile } = await import('node:fs/promises');
  if (harm === 'lost') await rm(`${dataDir}/index`, { recursive: true });
  if (harm === 'broken') await writeFile(`${dataDir}/index/events.db`, 'no database'.repeat(1000));
}
