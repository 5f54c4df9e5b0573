import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, shift } from '../../../domain/values/time.ts';
import { byStock, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import { freshDir } from './support/scratch.ts';
import { envelope, inventoryEntry, type Shop } from './support/shop.ts';

async function lines<Line>(shop: Shop, path: string, body: object): Promise<Line[]> {
  const text = await (await shop.call('POST', path, body)).text();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('an accepted event that was lost', () => {
  it('is started from the archive, unless it is in the ledger, on its way, or must not be started', async () => {
    const dataDir = await freshDir();
    const { shop } = await openShop({ dataDir, path: '' });
    await shop.putPolicy(byStock());
    await shop.stock(product('SKU1'));
    const [known = ''] = await shop.send({ productId: 'SKU1', stock: STOCK.normal, sequence: 1 });
    await shop.ended(known);
    const ago = (minutes: number) => shift(new Date().toISOString(), -minutes * MINUTE_MS);
    const events = [
      { ...envelope('lost', { productId: 'SKU1', stock: STOCK.low, sequence: 2 }), time: ago(5) },
      { ...envelope('too-long-ago', { productId: 'SKU1', stock: STOCK.low, sequence: 3 }), time: ago(90) },
      { ...envelope('under-way', { productId: 'SKU1', stock: STOCK.low, sequence: 4 }), time: ago(0) },
      { ...envelope('undelivered', { productId: 'SKU1', stock: STOCK.low, sequence: 5 }), time: ago(5) },
    ];
    const archive = join(dataDir, 'archive', 'events.jsonl');
    for (const event of events) await appendFile(archive, `${JSON.stringify({ event })}\n`);
    await appendFile(archive, `${JSON.stringify({ undelivered: 'undelivered' })}\n{"event":{"id":"half`);

    const found = await lines(shop, '/api/archive/reconcile', { since: ago(60) });

    expect(found.filter((line) => 'missing' in (line as object))).toEqual([
      { missing: { eventId: 'lost', productId: 'SKU1', acceptedAt: events[0]?.time, started: true } },
    ]);
    expect(await shop.ended('lost')).toMatchObject({ outcome: 'priced' });
    const again = await lines(shop, '/api/archive/reconcile', { since: ago(60) });
    expect(again.at(-1)).toMatchObject({ done: { missing: 0 } });
  });
});

describe('an event in the undelivered queue', () => {
  it('stays there while it is too large to start', async () => {
    const { shop } = await openShop({ path: '' });
    await shop.putPolicy(byStock());
    await shop.stock(product('SKU1'));
    await shop.put([
      inventoryEntry({
        productId: 'SKU1',
        stock: 1,
        sequence: 1,
        occurredAt: new Date().toISOString(),
        padding: 'x'.repeat(300_000),
      }),
    ]);
    await expect.poll(() => shop.letters('undelivered')).toHaveLength(1);

    const found = await lines(shop, '/api/dead-letters/redrive', { queue: 'undelivered', all: true });

    expect(found).toMatchObject([
      { letter: { status: 'stays', reason: expect.stringContaining('too large to start') } },
      { done: { stays: 1 } },
    ]);
    expect(await shop.letters('undelivered')).toHaveLength(1);
  });
});

describe('dead letters', () => {
  const COUNT = 60;

  it('all come to an outcome when they are redriven, twice at the same time', async () => {
    const { shop } = await openShop({ path: '' });
    await shop.putPolicy(byStock());
    const ids = await shop.send(
      ...Array.from({ length: COUNT }, (_, at) => ({
        productId: `LATE${at % 6}`,
        stock: STOCK.low,
        sequence: at + 1,
      })),
    );
    await expect.poll(() => shop.letters('dead-letters'), { timeout: 20_000 }).toHaveLength(COUNT);
    for (const id of ids) await shop.ended(id);
    await shop.stock(...Array.from({ length: 6 }, (_, at) => product(`LATE${at}`)));

    const order = { all: true, rate: 1000 };
    const runs = await Promise.all([1, 2].map(() => lines(shop, '/api/dead-letters/redrive', order)));

    expect(runs.flat().filter((line) => 'failed' in (line as object))).toEqual([]);
    expect(await shop.letters('dead-letters')).toEqual([]);
    for (let at = 0; at < 6; at += 1) {
      await shop.settled(`LATE${at}`);
      const rows = await shop.rowsOf(`LATE${at}`);
      const redriven = rows.filter(({ redriveOf }) => redriveOf !== undefined);
      expect(redriven).toHaveLength(COUNT / 6);
      expect(redriven.filter(({ outcome }) => outcome === 'dead-lettered')).toEqual([]);
      expect((await shop.state(`LATE${at}`)).sequence).toBe(COUNT - 5 + at);
    }
  });
});
