import { beforeEach, expect, it } from 'vitest';
import type { CacheContent } from '../../adapters/cache-content.ts';
import { all } from './samples.ts';

export interface OpenContent {
  content: CacheContent;
  set(key: string, hash: Record<string, string>): Promise<void>;
}

/** What every reader of the cache's content must do. `open` makes one over an empty Redis. */
export function cacheContentContract(open: () => Promise<OpenContent>): void {
  let opened: OpenContent;
  let content: CacheContent;
  beforeEach(async () => {
    opened = await open();
    content = opened.content;
  });

  it('tells the product of every price key, and of no other', async () => {
    for (const key of ['price:SKU1', 'price:a:b', 'prices:SKU2', 'price', 'pricewire:filled'])
      await opened.set(key, { epoch: 'A' });

    const ids = (await all(content.productIds())).flat();

    expect([...new Set(ids)].sort()).toEqual(['SKU1', 'a:b']);
  });

  it('tells more products than come at once', async () => {
    for (let number = 0; number < 1200; number += 1) await opened.set(`price:P${number}`, { epoch: 'A' });

    expect(new Set((await all(content.productIds())).flat()).size).toBe(1200);
  });

  it('reads the fields as they are, in the order asked', async () => {
    await opened.set('price:SKU1', { price: 'abc', odd: '' });
    await opened.set('price:SKU2', { epoch: 'A' });

    expect(await content.hashes(['SKU2', 'none', 'SKU1'])).toEqual([
      { epoch: 'A' },
      undefined,
      { price: 'abc', odd: '' },
    ]);
    expect(await content.hashes([])).toEqual([]);
  });
}
