import { beforeEach, expect, it } from 'vitest';
import type { CacheContent } from '../../adapters/cache-content.ts';
import { all } from './samples.ts';

export interface OpenContent {
  content: CacheContent;
  /** The key of a product's price. */
  key(productId: string): string;
  set(key: string, hash: Record<string, string>): Promise<void>;
}

/** Contract of every reader of the cache's content. `open` creates one over an empty Redis. */
export function cacheContentContract(open: () => Promise<OpenContent>): void {
  let opened: OpenContent;
  let content: CacheContent;
  beforeEach(async () => {
    opened = await open();
    content = opened.content;
  });

  it('lists the product of every price key, and of no other key', async () => {
    const others = ['prices:SKU2', 'price', 'other:price:SKU3', 'pricewire:filled'];
    for (const key of [opened.key('SKU1'), opened.key('a:b'), ...others])
      await opened.set(key, { epoch: 'A' });

    const ids = (await all(content.productIds())).flat();

    expect([...new Set(ids)].sort()).toEqual(['SKU1', 'a:b']);
  });

  it('lists more products than fit in one page', async () => {
    for (let number = 0; number < 1200; number += 1)
      await opened.set(opened.key(`P${number}`), { epoch: 'A' });

    expect(new Set((await all(content.productIds())).flat()).size).toBe(1200);
  });

  it('reads the raw fields, in the order of the request', async () => {
    await opened.set(opened.key('SKU1'), { price: 'abc', odd: '' });
    await opened.set(opened.key('SKU2'), { epoch: 'A' });

    expect(await content.hashes(['SKU2', 'none', 'SKU1'])).toEqual([
      { epoch: 'A' },
      undefined,
      { price: 'abc', odd: '' },
    ]);
    expect(await content.hashes([])).toEqual([]);
  });
}
