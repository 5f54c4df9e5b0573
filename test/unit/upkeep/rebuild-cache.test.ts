import { beforeEach, describe, expect, it } from 'vitest';
import { redisPriceCache } from '../../../adapters/price-cache.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { toPublished } from '../../../tasks/publish-price.ts';
import { type Rebuilder, rebuildCache, rebuildNow, repairCache } from '../../../upkeep/rebuild-cache.ts';
import { NAMES } from '../../contract/samples.ts';
import { memoryCacheContent } from '../../fakes/memory-cache-content.ts';
import { memoryCacheSentinel, type SentinelData } from '../../fakes/memory-cache-sentinel.ts';
import { memoryPriceCache, type PriceCacheData } from '../../fakes/memory-price-cache.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { inForce, state } from '../domain/make.ts';

type Data = PriceCacheData & SentinelData & { states: Record<string, PriceState> };
let data: Data;
let deps: Rebuilder;

const at = (productId: string, revision: number, amount = 1_000) =>
  state({ productId, revision, price: inForce(amount, { revision, eventId: `e${revision}` }) });

beforeEach(() => {
  const states = Object.fromEntries(Array.from({ length: 2600 }, (_, n) => [`P${n}`, at(`P${n}`, 5)]));
  data = { states, hashes: {}, messages: [], serverId: 'one', sentinel: {} };
  let epochs = 0;
  deps = {
    priceStates: memoryPriceStates(data.states),
    cache: memoryPriceCache(data),
    content: memoryCacheContent(data),
    sentinel: memoryCacheSentinel(data, () => `generation-${epochs}`),
    newEpoch: () => `epoch-${++epochs}`,
  };
});

const shown = (productId: string) => data.hashes[`price:${productId}`]?.['price.revision'];
const published = ({ price }: PriceState) => toPublished(price as NonNullable<PriceState['price']>);
const flush = () => {
  for (const key of Object.keys(data.hashes)) delete data.hashes[key];
  data.sentinel = {};
};

describe('a rebuild', () => {
  it('publishes every price in force into an empty Redis, and leaves the sentinel', async () => {
    data.states['NONE'] = state({ productId: 'NONE', price: undefined });
    expect(await rebuildNow(deps)).toEqual({ checked: 2600, published: 2600, discarded: 0 });
    expect(Object.values(data.hashes).filter((hash) => hash['price.revision'] === '5')).toHaveLength(2600);
    expect(data.hashes['price:NONE']).toBeUndefined();
    expect(await deps.sentinel.isComplete()).toBe(true);
  });

  it('passes over what is there already', async () => {
    await rebuildNow(deps);
    data.messages = [];
    expect(await rebuildNow(deps)).toMatchObject({ checked: 2600, published: 0 });
    expect(data.messages).toEqual([]);
  });

  it('goes on where it was broken off', async () => {
    const broken = rebuildCache(deps);
    await broken.next();
    await broken.return({ checked: 0, published: 0, discarded: 0 });
    expect(await deps.sentinel.isComplete()).toBe(false);
    const before = Object.keys(data.hashes).length;
    expect(before).toBeGreaterThanOrEqual(500);
    expect(await rebuildNow(deps)).toMatchObject({ checked: 2600, published: 2600 - before });
  });

  it.each([
    ['older', { 'price.revision': '4' }],
    ['of another price', { price: '7' }],
    ['no price', { price: 'much' }],
  ])('mends a price that is %s', async (_, wrong) => {
    await rebuildNow(deps);
    Object.assign(data.hashes['price:P7'] ?? {}, wrong);
    expect(await rebuildNow(deps)).toMatchObject({ published: 1 });
    expect(data.hashes['price:P7']).toMatchObject({ price: '1000', 'price.revision': '5' });
  });

  it.each([
    ['a revision above the record’s', { price: '7', 'price.revision': '6' }],
    ['a revision that no number holds', { price: '7', 'price.revision': '1e300' }],
    ['the right price at a revision above', { 'price.revision': '1000000' }],
    ['a revision above, and no price', { price: undefined as never, 'price.revision': '6' }],
  ])('replaces %s, in a new epoch', async (_, wrong) => {
    await rebuildNow(deps);
    const { epoch } = data.hashes['price:P7'] ?? {};
    data.hashes['price:P7'] = JSON.parse(JSON.stringify({ ...data.hashes['price:P7'], ...wrong }));
    expect(await rebuildNow(deps)).toEqual({ checked: 2600, published: 1, discarded: 1 });
    expect(data.hashes['price:P7']).toMatchObject({ price: '1000', 'price.revision': '5' });
    expect(data.hashes['price:P7']?.['epoch']).not.toBe(epoch);
  });

  it('leaves a newer price alone that the record has by now, though not when it was scanned', async () => {
    await rebuildNow(deps);
    const { prices } = deps.priceStates;
    const late = structuredClone(data.states);
    deps.priceStates.prices = () => memoryPriceStates(late).prices();
    data.states['P7'] = at('P7', 9, 1_500);
    await deps.cache.put('P7', data.hashes['price:P7']?.['epoch'] ?? '', published(data.states['P7']));
    const before = structuredClone(data.hashes['price:P7']);
    expect(await rebuildNow(deps)).toMatchObject({ discarded: 0 });
    expect(data.hashes['price:P7']).toEqual(before);
    deps.priceStates.prices = prices;
  });

  it('leaves a newer price alone that comes in force, and is published, while it looks', async () => {
    await rebuildNow(deps);
    Object.assign(data.hashes['price:P7'] ?? {}, { 'price.revision': '4' });
    const { readPrices } = deps.priceStates;
    let read = false;
    deps.priceStates.readPrices = async (ids) => {
      const found = await readPrices(ids);
      if (!read) {
        read = true;
        data.states['P7'] = at('P7', 9, 1_500);
        await deps.cache.put('P7', data.hashes['price:P7']?.['epoch'] ?? '', published(data.states['P7']));
      }
      return found;
    };
    expect(await rebuildNow(deps)).toMatchObject({ discarded: 0 });
    expect(shown('P7')).toBe('9');
  });

  it('sends the price as it is in force after the epoch was read, not as the scan had it', async () => {
    const { heads } = deps.cache;
    deps.cache.heads = async (ids, epoch) => {
      const found = await heads(ids, epoch);
      data.states['P7'] = at('P7', 9, 1_500);
      return found;
    };
    await rebuildNow(deps);
    expect(data.hashes['price:P7']).toMatchObject({ price: '1500', 'price.revision': '9' });
  });

  it('brings back no older price when Redis loses its data in between', async () => {
    const { readPrices } = deps.priceStates;
    let lost = false;
    deps.priceStates.readPrices = async (ids) => {
      const read = await readPrices(ids);
      if (!lost) {
        lost = true;
        flush();
        // A newer price is decided and published, then lost, so the earlier read is out of date.
        data.states['P7'] = at('P7', 9, 1_500);
      }
      return read;
    };
    await rebuildNow(deps);
    expect(shown('P7')).toBe('9');
    expect(await deps.sentinel.isComplete()).toBe(true);
  });

  it('publishes a price again whose key alone went away in between', async () => {
    const { readPrices } = deps.priceStates;
    let gone = false;
    deps.priceStates.readPrices = async (ids) => {
      if (ids.includes('P7') && !gone) {
        gone = true;
        delete data.hashes['price:P7'];
      }
      return readPrices(ids);
    };
    expect(await rebuildNow(deps)).toMatchObject({ checked: 2600, published: 2600 });
    expect(shown('P7')).toBe('5');
  });

  it('gives up on a key that keeps going away', async () => {
    const { readPrices } = deps.priceStates;
    deps.priceStates.readPrices = async (ids) => {
      delete data.hashes['price:P7'];
      return readPrices(ids);
    };
    await expect(rebuildNow(deps)).rejects.toThrow('1 epochs keep moving');
  });

  it('begins anew when Redis loses its data after a part was published', async () => {
    const { putMany } = deps.cache;
    let calls = 0;
    deps.cache.putMany = async (puts) => {
      calls += 1;
      if (calls === 6) flush();
      return putMany(puts);
    };
    expect(await rebuildNow(deps)).toMatchObject({ checked: 2600 });
    expect(Object.values(data.hashes).filter((hash) => hash['price.revision'] === '5')).toHaveLength(2600);
    expect(await deps.sentinel.isComplete()).toBe(true);
  });

  it('gives up on a Redis that keeps losing its data', async () => {
    const { putMany } = deps.cache;
    deps.cache.putMany = async (puts) => {
      const answers = await putMany(puts);
      flush();
      return answers;
    };
    await expect(rebuildNow(deps)).rejects.toThrow('keeps losing its data');
  });

  it('takes a price away of a product that has none, and of one that there is not', async () => {
    await rebuildNow(deps);
    data.states['NONE'] = state({ productId: 'NONE', price: undefined });
    for (const id of ['NONE', 'STRANGE', '{no id}'])
      data.hashes[`price:${id}`] = { price: '1', 'price.revision': '1' };
    expect(await rebuildNow(deps)).toEqual({ checked: 2600, published: 0, discarded: 3 });
    for (const id of ['NONE', 'STRANGE', '{no id}']) expect(shown(id)).toBeUndefined();
  });

  it('takes no price away that came in force while it looked', async () => {
    await rebuildNow(deps);
    data.hashes['price:NEW'] = { price: '1', 'price.revision': '1' };
    const { heads } = deps.cache;
    deps.cache.heads = async (ids, epoch) => {
      const found = await heads(ids, epoch);
      if (ids.includes('NEW')) data.states['NEW'] = at('NEW', 1);
      return found;
    };
    await rebuildNow(deps);
    expect(data.hashes['price:NEW']).toBeDefined();
  });

  it('publishes a price again that came in force, and was taken away, after the record was read', async () => {
    await rebuildNow(deps);
    data.hashes['price:NEW'] = { price: '1', 'price.revision': '9' };
    const { discard } = deps.cache;
    deps.cache.discard = async (...args) => {
      data.states['NEW'] = at('NEW', 1);
      return discard(...args);
    };
    await rebuildNow(deps);
    expect(data.hashes['price:NEW']).toMatchObject({ price: '1000', 'price.revision': '1' });
  });
});

describe('a repair', () => {
  it('does nothing when the sentinel is there', async () => {
    await rebuildNow(deps);
    flushPrices();
    expect(await repairCache(deps)()).toBeUndefined();
  });

  it('rebuilds when it is not, or names another server', async () => {
    expect(await repairCache(deps)()).toMatchObject({ published: 2600 });
    data.serverId = 'another';
    flushPrices();
    expect(await repairCache(deps)()).toMatchObject({ published: 2600 });
  });

  it('rebuilds when it is told to', async () => {
    await rebuildNow(deps);
    flushPrices();
    expect(await repairCache(deps)({ force: true })).toMatchObject({ published: 2600 });
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
  const cache = redisPriceCache({ defineCommand() {}, pipeline } as never, NAMES);
  await expect(cache.heads(['SKU1'])).rejects.toThrow('READONLY');
  const price = { price: 1, currency: 'EUR', 'price.revision': 1, decidedAt: '', eventId: 'e1' };
  await expect(cache.putMany([{ productId: 'SKU1', epoch: 'A', price }])).rejects.toThrow('READONLY');
});
