import { beforeEach, describe, expect, it } from 'vitest';
import { redisPriceCache } from '../../../adapters/price-cache.ts';
import type { PriceState } from '../../../domain/price-state.ts';
import { type Rebuilder, rebuildCache, rebuildNow, repairCache } from '../../../tasks/rebuild-cache.ts';
import { memoryCacheSentinel, type SentinelData } from '../../fakes/memory-cache-sentinel.ts';
import { memoryPriceCache, type PriceCacheData } from '../../fakes/memory-price-cache.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { inForce, state } from '../domain/make.ts';

type Data = PriceCacheData & SentinelData & { states: Record<string, PriceState> };
let data: Data;
let need: Rebuilder;

const at = (productId: string, revision: number, amount = 1_000) =>
  state({ productId, revision, price: inForce(amount, { revision, eventId: `e${revision}` }) });

beforeEach(() => {
  const states = Object.fromEntries(Array.from({ length: 2600 }, (_, n) => [`P${n}`, at(`P${n}`, 5)]));
  data = { states, hashes: {}, messages: [], serverId: 'one', sentinel: {} };
  let epochs = 0;
  need = {
    priceStates: memoryPriceStates(data.states),
    cache: memoryPriceCache(data),
    sentinel: memoryCacheSentinel(data, () => `generation-${epochs}`),
    newEpoch: () => `epoch-${++epochs}`,
  };
});

const shown = (productId: string) => data.hashes[`price:${productId}`]?.['price.revision'];
const flush = () => {
  for (const key of Object.keys(data.hashes)) delete data.hashes[key];
  data.sentinel = {};
};

describe('a rebuild', () => {
  it('publishes every price in force into an empty Redis, and leaves the sentinel', async () => {
    data.states['NONE'] = state({ productId: 'NONE', price: undefined });
    expect(await rebuildNow(need)).toEqual({ checked: 2600, published: 2600, unreadable: 0 });
    expect(Object.values(data.hashes).filter((hash) => hash['price.revision'] === '5')).toHaveLength(2600);
    expect(data.hashes['price:NONE']).toBeUndefined();
    expect(await need.sentinel.isComplete()).toBe(true);
  });

  it('passes over what is there already', async () => {
    await rebuildNow(need);
    data.messages = [];
    expect(await rebuildNow(need)).toMatchObject({ checked: 2600, published: 0 });
    expect(data.messages).toEqual([]);
  });

  it('goes on where it was broken off', async () => {
    const broken = rebuildCache(need);
    await broken.next();
    await broken.return({ checked: 0, published: 0, unreadable: 0 });
    expect(await need.sentinel.isComplete()).toBe(false);
    const before = Object.keys(data.hashes).length;
    expect(before).toBeGreaterThanOrEqual(500);
    expect(await rebuildNow(need)).toMatchObject({ checked: 2600, published: 2600 - before });
  });

  it.each([
    ['older', { 'price.revision': '4' }],
    ['of another price', { price: '7' }],
    ['no price', { price: 'much' }],
  ])('mends a price that is %s', async (_, wrong) => {
    await rebuildNow(need);
    Object.assign(data.hashes['price:P7'] ?? {}, wrong);
    expect(await rebuildNow(need)).toMatchObject({ published: 1 });
    expect(data.hashes['price:P7']).toMatchObject({ price: '1000', 'price.revision': '5' });
  });

  it('never overwrites a newer price', async () => {
    await rebuildNow(need);
    Object.assign(data.hashes['price:P7'] ?? {}, { price: '7', 'price.revision': '6' });
    expect(await rebuildNow(need)).toMatchObject({ published: 0 });
    expect(shown('P7')).toBe('6');
  });

  it('sends the price as it is in force after the epoch was read, not as the scan had it', async () => {
    const { heads } = need.cache;
    need.cache.heads = async (ids, epoch) => {
      const found = await heads(ids, epoch);
      data.states['P7'] = at('P7', 9, 1_500);
      return found;
    };
    await rebuildNow(need);
    expect(data.hashes['price:P7']).toMatchObject({ price: '1500', 'price.revision': '9' });
  });

  it('brings back no older price when Redis loses its data in between', async () => {
    const { readPrices } = need.priceStates;
    let lost = false;
    need.priceStates.readPrices = async (ids) => {
      const read = await readPrices(ids);
      if (!lost) {
        lost = true;
        flush();
        // A newer price is decided and shown, and lost in its turn: what was read is old by now.
        data.states['P7'] = at('P7', 9, 1_500);
      }
      return read;
    };
    await rebuildNow(need);
    expect(shown('P7')).toBe('9');
    expect(await need.sentinel.isComplete()).toBe(true);
  });

  it('publishes a price again whose key alone went away in between', async () => {
    const { readPrices } = need.priceStates;
    let gone = false;
    need.priceStates.readPrices = async (ids) => {
      if (ids.includes('P7') && !gone) {
        gone = true;
        delete data.hashes['price:P7'];
      }
      return readPrices(ids);
    };
    expect(await rebuildNow(need)).toMatchObject({ checked: 2600, published: 2600 });
    expect(shown('P7')).toBe('5');
  });

  it('gives up on a key that keeps going away', async () => {
    const { readPrices } = need.priceStates;
    need.priceStates.readPrices = async (ids) => {
      delete data.hashes['price:P7'];
      return readPrices(ids);
    };
    await expect(rebuildNow(need)).rejects.toThrow('1 epochs keep moving');
  });

  it('begins anew when Redis loses its data after a part was published', async () => {
    const { putMany } = need.cache;
    let calls = 0;
    need.cache.putMany = async (puts) => {
      calls += 1;
      if (calls === 6) flush();
      return putMany(puts);
    };
    expect(await rebuildNow(need)).toMatchObject({ checked: 2600 });
    expect(Object.values(data.hashes).filter((hash) => hash['price.revision'] === '5')).toHaveLength(2600);
    expect(await need.sentinel.isComplete()).toBe(true);
  });

  it('gives up on a Redis that keeps losing its data', async () => {
    const { putMany } = need.cache;
    need.cache.putMany = async (puts) => {
      const answers = await putMany(puts);
      flush();
      return answers;
    };
    await expect(rebuildNow(need)).rejects.toThrow('keeps losing its data');
  });

  it('leaves a key alone that is no hash, says so, and publishes the others', async () => {
    const { heads } = need.cache;
    need.cache.heads = async (ids, epoch) =>
      (await heads(ids, epoch)).map((head, index) => (ids[index] === 'P7' ? 'unreadable' : head));
    expect(await rebuildNow(need)).toEqual({ checked: 2600, published: 2599, unreadable: 1 });
  });
});

describe('a repair', () => {
  it('does nothing when the sentinel is there', async () => {
    await rebuildNow(need);
    flushPrices();
    expect(await repairCache(need)()).toBeUndefined();
  });

  it('rebuilds when it is not, or names another server', async () => {
    expect(await repairCache(need)()).toMatchObject({ published: 2600 });
    data.serverId = 'another';
    flushPrices();
    expect(await repairCache(need)()).toMatchObject({ published: 2600 });
  });

  it('rebuilds when it is told to', async () => {
    await rebuildNow(need);
    flushPrices();
    expect(await repairCache(need)({ force: true })).toMatchObject({ published: 2600 });
  });

  const flushPrices = () => {
    const { sentinel } = data;
    flush();
    data.sentinel = sentinel;
  };
});

it('is told of a fault of Redis as CacheUnavailable', async () => {
  const commands = { putIfNewer() {}, startEpoch() {}, hgetall() {} };
  const pipeline = () => ({ exec: async () => [[new Error('READONLY'), null]], ...commands });
  const cache = redisPriceCache({ defineCommand() {}, pipeline } as never);
  await expect(cache.heads(['SKU1'])).rejects.toThrow('READONLY');
  const price = { price: 1, currency: 'EUR', 'price.revision': 1, decidedAt: '', eventId: 'e1' };
  await expect(cache.putMany([{ productId: 'SKU1', epoch: 'A', price }])).rejects.toThrow('READONLY');
});
