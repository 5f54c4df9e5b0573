import { beforeEach, describe, expect, it } from 'vitest';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { CacheUnavailable } from '../../../domain/values/errors.ts';
import { type Publisher, publishPrice, publishPriceInForce } from '../../../tasks/publish-price.ts';
import { memoryPriceCache, type PriceCacheData, priceKey } from '../../fakes/memory-price-cache.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { ID, inForce, NOW, state } from '../domain/make.ts';

let states: Record<string, PriceState>;
let data: PriceCacheData;
let deps: Publisher;
const at = (revision: number): PriceState =>
  state({ revision, price: inForce(1_000 + revision, { revision, eventId: `e${revision}` }) });
const hash = () => data.hashes[priceKey(ID)] ?? {};
const publish = (revision: number) =>
  publishPrice({ ...deps, clock: () => NOW })({ productId: ID, revision });

beforeEach(async () => {
  states = { [ID]: at(5) };
  data = { hashes: {} };
  let epochs = 0;
  deps = {
    priceStates: memoryPriceStates(states),
    cache: memoryPriceCache(data),
    newEpoch: () => `epoch-${++epochs}`,
  };
  await publishPriceInForce(deps, ID);
});

describe('a publish', () => {
  it('tells the price that it made visible', async () => {
    states[ID] = at(6);

    expect(await publish(6)).toMatchObject({
      status: 'published',
      price: { 'price.revision': 6, price: 1_006 },
    });
  });

  it('is overtaken by a newer price in force, which it makes visible', async () => {
    states[ID] = at(7);

    expect(await publish(6)).toMatchObject({ status: 'overtaken' });
    expect(hash()).toMatchObject({ 'price.revision': '7', price: '1007' });
  });

  it('is overtaken by a newer price that comes in force, and is shown, while it looks', async () => {
    const { put } = deps.cache;
    deps.cache.put = async (...args) => {
      deps.cache.put = put;
      states[ID] = at(7);
      await publishPriceInForce(deps, ID);
      return put(...args);
    };
    states[ID] = at(6);
    const { epoch } = hash();

    expect(await publish(6)).toMatchObject({ status: 'overtaken' });
    expect(hash()).toMatchObject({ 'price.revision': '7', epoch });
  });

  it.each(['7', '1000000', '1e300', 'Infinity'])(
    'is not overtaken by a revision of %s that only Redis knows: it replaces it, in a new epoch',
    async (revision) => {
      const { epoch } = hash();
      Object.assign(hash(), { 'price.revision': revision, price: '1' });
      states[ID] = at(6);

      expect(await publish(6)).toMatchObject({ status: 'published', price: { 'price.revision': 6 } });
      expect(hash()).toMatchObject({ 'price.revision': '6', price: '1006' });
      expect(hash()['epoch']).not.toBe(epoch);
    },
  );

  it('brings back no older price where a newer one comes in force while the wrong one is taken away', async () => {
    Object.assign(hash(), { 'price.revision': '8', price: '1' });
    states[ID] = at(6);
    const { discard } = deps.cache;
    deps.cache.discard = async (...args) => {
      deps.cache.discard = discard;
      for (const revision of [7, 8]) {
        states[ID] = at(revision);
        await publishPriceInForce(deps, ID);
      }
      return discard(...args);
    };

    expect(await publish(6)).toMatchObject({ status: 'overtaken' });
    expect(hash()).toMatchObject({ 'price.revision': '8', price: '1008' });
  });

  it('takes a price away of a product that has none', async () => {
    states[ID] = state({ price: undefined });

    expect(await publishPriceInForce(deps, ID)).toBeUndefined();
    expect(hash()['price']).toBeUndefined();
  });

  it('publishes the first price where that comes in force while a wrong one is taken away', async () => {
    states[ID] = state({ price: undefined });
    const { discard } = deps.cache;
    deps.cache.discard = async (...args) => {
      states[ID] = at(6);
      return discard(...args);
    };

    expect(await publishPriceInForce(deps, ID)).toMatchObject({ 'price.revision': 6 });
    expect(hash()).toMatchObject({ 'price.revision': '6' });
  });

  describe('while Redis is away', () => {
    beforeEach(() => {
      deps.cache.epoch = () => Promise.reject(new CacheUnavailable('Redis is away'));
    });

    it('is overtaken where the record has a newer price in force', async () => {
      states[ID] = at(7);

      expect(await publish(6)).toEqual({ status: 'overtaken', at: NOW });
    });

    it.each([6, 5])('fails where the price in force has revision %d', async (revision) => {
      states[ID] = at(revision);

      await expect(publish(6)).rejects.toBeInstanceOf(CacheUnavailable);
    });

    it('fails where the product has no price in force', async () => {
      states[ID] = state({ price: undefined });

      await expect(publish(6)).rejects.toBeInstanceOf(CacheUnavailable);
    });
  });

  it('gives up on a price that somebody keeps writing', async () => {
    const { put } = deps.cache;
    deps.cache.put = async (...args) => {
      Object.assign(hash(), { 'price.revision': '1000000' });
      return put(...args);
    };

    await expect(publish(5)).rejects.toThrow(`the epoch of ${ID} keeps moving`);
  });
});
