import { beforeEach, describe, expect, it } from 'vitest';
import type { PriceCache } from '../../adapters/price-cache.ts';
import { published } from './samples.ts';

/** A price cache with a way to see around it. */
export interface OpenCache {
  cache: PriceCache;
  /** Loses everything, as a restart of Redis does. */
  flush(): Promise<void>;
  /** What was told on the `prices` channel since it was opened, parsed. */
  messages(): Promise<unknown[]>;
}

/** What every price cache must do. `open` makes an empty one. */
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

    it('does not come back when it is begun again by the same name after a flush', async () => {
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

  describe('many at once', () => {
    it('tell the epoch and the price of each, in the order asked', async () => {
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

    it('start their epochs when asked to, but for those that have one, and tell what stands', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.put('SKU1', epoch, published(3));

      const heads = [{ epoch, price: published(3) }, { epoch: expect.stringMatching(/^B@/) }];
      expect(await cache.heads(['SKU1', 'SKU2'], 'B')).toEqual(heads);
      expect(await cache.heads(['SKU1', 'SKU2'], 'C')).toEqual(heads);
      expect(await cache.heads(['SKU1', 'SKU2'])).toEqual(heads);
    });

    it('are put by the rules for one, each answered in its place', async () => {
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

    it('are told on the channel', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.putMany([{ productId: 'SKU1', epoch, price: published(1) }]);

      expect(await opened.messages()).toEqual([{ productId: 'SKU1', ...published(1) }]);
    });
  });

  describe('the prices channel', () => {
    it('tells each new price with its product', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.put('SKU1', epoch, published(1));
      await cache.put('SKU1', epoch, published(2));

      expect(await opened.messages()).toEqual([
        { productId: 'SKU1', ...published(1) },
        { productId: 'SKU1', ...published(2) },
      ]);
    });

    it('is silent about a price that is there already', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.put('SKU1', epoch, published(2));
      await cache.put('SKU1', epoch, published(2));

      expect(await opened.messages()).toEqual([{ productId: 'SKU1', ...published(2) }]);
    });

    it('is silent about a price that was refused', async () => {
      const epoch = await cache.startEpoch('SKU1', 'A');
      await cache.put('SKU1', 'B', published(1));
      await cache.put('SKU1', epoch, published(2));
      await cache.put('SKU1', epoch, published(1));

      expect(await opened.messages()).toEqual([{ productId: 'SKU1', ...published(2) }]);
    });
  });

  describe('reading', () => {
    it('misses a product that holds nothing but its epoch', async () => {
      await cache.startEpoch('SKU1', 'A');

      expect(await cache.read('SKU1')).toBeUndefined();
      expect(await cache.readMany(['SKU1'])).toEqual([undefined]);
    });

    it('answers many in the order they were asked for, with gaps', async () => {
      for (const [at, id] of ['SKU1', 'SKU2'].entries()) {
        await cache.put(id, await cache.startEpoch(id, 'A'), published(at + 1));
      }

      expect(await cache.readMany(['SKU2', 'none', 'SKU1'])).toEqual([published(2), undefined, published(1)]);
      expect(await cache.readMany([])).toEqual([]);
    });
  });
}
