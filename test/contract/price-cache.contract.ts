import { beforeEach, describe, expect, it } from 'vitest';
import type { PriceCache } from '../../adapters/price-cache.ts';
import { published } from './samples.ts';

/** A price cache, and functions that bypass it. */
export interface OpenCache {
  cache: PriceCache;
  /** Loses all data, as a restart of Redis does. */
  flush(): Promise<void>;
  /** Writes fields of the product's hash, as any client of Redis can. */
  write(productId: string, fields: Record<string, string>): Promise<void>;
  /** Messages on the channel since it was opened, parsed. */
  messages(): Promise<unknown[]>;
}

/** Contract of every price cache. `open` creates an empty one. */
export function priceCacheContract(open: () => Promise<OpenCache>): void {
  let cache: PriceCache;
  let opened: OpenCache;
  beforeEach(async () => {
    opened = await open();
    cache = opened.cache;
  });

  describe('the epoch', () => {
    it('is unknown until it is started', async () => {
      expect(await cache.epoch('SKU1')).toBeUndefined();
    });

    it('is set once: the first one stands', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');

      expect(await cache.startEpoch('SKU1', 'B')).toBe(epoch);
      expect(await cache.epoch('SKU1')).toBe(epoch);
      expect(await cache.epoch('SKU2')).toBeUndefined();
    });

    it('is another one when it is started with the same name after a flush', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await opened.flush();

      expect(await cache.startEpoch('SKU1', 'A')).not.toBe(epoch);
      expect(await cache.put('SKU1', epoch, published(1))).toEqual({ kind: 'epoch-moved' });
    });

    it('stays when a price is put', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.put('SKU1', epoch, published(1));
      await cache.startEpoch('SKU1', 'B');

      expect(await cache.epoch('SKU1')).toBe(epoch);
    });

    it('is gone with everything else after a flush', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.put('SKU1', epoch, published(1));

      await opened.flush();

      expect(await cache.epoch('SKU1')).toBeUndefined();
      expect(await cache.read('SKU1')).toBeUndefined();
    });
  });

  describe('put', () => {
    it('makes the price readable', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');

      expect(await cache.put('SKU1', epoch, published(1))).toEqual({ kind: 'put' });
      expect(await cache.read('SKU1')).toEqual(published(1));
    });

    it('is refused after the epoch was lost, and writes nothing', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await opened.flush();

      expect(await cache.put('SKU1', epoch, published(1))).toEqual({ kind: 'epoch-moved' });
      expect(await cache.read('SKU1')).toBeUndefined();
      expect(await cache.epoch('SKU1')).toBeUndefined();
    });

    it('is refused in another epoch, even with a higher revision', async () => {
      const epoch = await cache.startEpoch('SKU1', 'B');
      await cache.put('SKU1', epoch, published(1));

      expect(await cache.put('SKU1', 'A', published(2))).toEqual({ kind: 'epoch-moved' });
      expect(await cache.read('SKU1')).toEqual(published(1));
    });

    it('never replaces a newer price', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.put('SKU1', epoch, published(5));

      expect(await cache.put('SKU1', epoch, published(4))).toEqual({ kind: 'newer-there', revision: 5 });
      expect(await cache.read('SKU1')).toEqual(published(5));
    });

    it('compares revisions as numbers, not as text', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.put('SKU1', epoch, published(9));

      expect(await cache.put('SKU1', epoch, published(10))).toEqual({ kind: 'put' });
      expect(await cache.put('SKU1', epoch, published(9))).toEqual({ kind: 'newer-there', revision: 10 });
    });

    it('may be repeated with the same revision', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.put('SKU1', epoch, published(5));

      expect(await cache.put('SKU1', epoch, published(5))).toEqual({ kind: 'put' });
      expect(await cache.read('SKU1')).toEqual(published(5));
    });

    it('forgets the reference price of the price before', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.put('SKU1', epoch, published(1, { referencePrice: 950 }));

      await cache.put('SKU1', epoch, published(2, { referencePrice: undefined }));

      expect((await cache.read('SKU1'))?.referencePrice).toBeUndefined();
    });
  });

  describe('discard', () => {
    it('deletes the price and its epoch, so that no put under way succeeds', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.put('SKU1', epoch, published(9));

      expect(await cache.discard('SKU1', epoch)).toBe(true);

      expect(await cache.read('SKU1')).toBeUndefined();
      expect(await cache.epoch('SKU1')).toBeUndefined();
      expect(await cache.put('SKU1', epoch, published(9))).toEqual({ kind: 'epoch-moved' });
    });

    it('allows a lower revision in a new epoch', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.put('SKU1', epoch, published(9));
      await cache.discard('SKU1', epoch);

      const next = await cache.startEpoch('SKU1', 'A');

      expect(next).not.toBe(epoch);
      expect(await cache.put('SKU1', next, published(4))).toEqual({ kind: 'put' });
    });

    it('does nothing in another epoch, without one, or where there is no price', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      expect(await cache.discard('SKU1', epoch)).toBe(false);
      await cache.put('SKU1', epoch, published(4));

      expect(await cache.discard('SKU1', 'B')).toBe(false);
      expect(await cache.discard('SKU2', epoch)).toBe(false);

      expect(await cache.read('SKU1')).toEqual(published(4));
      expect(await cache.epoch('SKU1')).toBe(epoch);
    });

    it('deletes a revision without a price', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await opened.write('SKU1', { 'price.revision': '9' });

      expect(await cache.discard('SKU1', epoch)).toBe(true);
    });
  });

  describe('data of another writer', () => {
    let epoch: string;
    beforeEach(async () => {
      epoch = await cache.startEpoch('SKU1', 'A');
      await cache.put('SKU1', epoch, published(5));
    });

    it.each([
      ['price', 'much'],
      ['price', '-1'],
      ['price.revision', 'much'],
      ['price.revision', '1e300'],
      ['referencePrice', 'much'],
    ])('is not a price: %s %s', async (field, value) => {
      await opened.write('SKU1', { [field]: value });

      expect(await cache.read('SKU1')).toBeUndefined();
      expect(await cache.readMany(['SKU1'])).toEqual([undefined]);
      expect(await cache.heads(['SKU1'])).toEqual([{ epoch }]);
    });

    it.each(['much', '', '-1', '4'])('is overwritten if its revision is "%s"', async (revision) => {
      await opened.write('SKU1', { 'price.revision': revision, price: '1' });

      expect(await cache.put('SKU1', epoch, published(5))).toEqual({ kind: 'put' });
      expect(await cache.read('SKU1')).toEqual(published(5));
    });

    it('is overwritten if only the price differs', async () => {
      await opened.write('SKU1', { price: '1' });

      expect(await cache.put('SKU1', epoch, published(5))).toEqual({ kind: 'put' });
      expect(await cache.read('SKU1')).toEqual(published(5));
    });

    it('is reported if its revision is higher', async () => {
      await opened.write('SKU1', { 'price.revision': '1000000' });

      expect(await cache.put('SKU1', epoch, published(6))).toEqual({
        kind: 'newer-there',
        revision: 1_000_000,
      });
    });

    it('with an empty epoch gets a new one', async () => {
      await opened.write('SKU1', { epoch: '' });

      expect(await cache.startEpoch('SKU1', 'B')).toMatch(/^B@/);
    });
  });

  describe('many at once', () => {
    it('return the epoch and the price of each, in the order of the request', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.put('SKU1', epoch, published(3));
      const other = await cache.startEpoch('SKU2', 'B');

      expect(await cache.heads(['SKU2', 'none', 'SKU1'])).toEqual([
        { epoch: other },
        {},
        { epoch, price: published(3) },
      ]);
      expect(await cache.heads([])).toEqual([]);
    });

    it('start missing epochs when asked to, and return the current ones', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.put('SKU1', epoch, published(3));

      const heads = [{ epoch, price: published(3) }, { epoch: expect.stringMatching(/^B@/) }];
      expect(await cache.heads(['SKU1', 'SKU2'], 'B')).toEqual(heads);
      expect(await cache.heads(['SKU1', 'SKU2'], 'C')).toEqual(heads);
      expect(await cache.heads(['SKU1', 'SKU2'])).toEqual(heads);
    });

    it('are put by the rules for one, with answers in order', async () => {
      const [one, two] = [await cache.startEpoch('SKU1', 'A'), await cache.startEpoch('SKU2', 'A')];
      await cache.startEpoch('SKU3', 'A');
      await cache.put('SKU2', two, published(9));

      const answers = await cache.putMany([
        { productId: 'SKU1', epoch: one, price: published(4) },
        { productId: 'SKU2', epoch: two, price: published(4) },
        { productId: 'SKU3', epoch: 'B', price: published(4) },
      ]);

      expect(answers).toEqual([
        { kind: 'put' },
        { kind: 'newer-there', revision: 9 },
        { kind: 'epoch-moved' },
      ]);
      expect(await cache.readMany(['SKU1', 'SKU2', 'SKU3'])).toEqual([published(4), published(9), undefined]);
    });

    it('are published on the channel', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.putMany([{ productId: 'SKU1', epoch, price: published(1) }]);

      expect(await opened.messages()).toEqual([{ productId: 'SKU1', ...published(1) }]);
    });
  });

  describe('the prices channel', () => {
    it('publishes each new price with its product', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.put('SKU1', epoch, published(1));
      await cache.put('SKU1', epoch, published(2));

      expect(await opened.messages()).toEqual([
        { productId: 'SKU1', ...published(1) },
        { productId: 'SKU1', ...published(2) },
      ]);
    });

    it('publishes nothing for a price that is there already', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.put('SKU1', epoch, published(2));
      await cache.put('SKU1', epoch, published(2));

      expect(await opened.messages()).toEqual([{ productId: 'SKU1', ...published(2) }]);
    });

    it('publishes nothing for a refused price', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.put('SKU1', 'B', published(1));
      await cache.put('SKU1', epoch, published(2));
      await cache.put('SKU1', epoch, published(1));

      expect(await opened.messages()).toEqual([{ productId: 'SKU1', ...published(2) }]);
    });
  });

  describe('reading', () => {
    it('returns undefined for a product with only an epoch', async () => {
      await cache.startEpoch('SKU1', 'A');

      expect(await cache.read('SKU1')).toBeUndefined();
      expect(await cache.readMany(['SKU1'])).toEqual([undefined]);
    });

    it('returns many in the order of the request, with gaps', async () => {
      for (const [at, id] of ['SKU1', 'SKU2'].entries()) {
        await cache.put(id, await cache.startEpoch(id, 'A'), published(at + 1));
      }

      expect(await cache.readMany(['SKU2', 'none', 'SKU1'])).toEqual([published(2), undefined, published(1)]);
      expect(await cache.readMany([])).toEqual([]);
    });
  });
}
