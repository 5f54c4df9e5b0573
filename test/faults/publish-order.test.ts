import { describe, expect, it } from 'vitest';
import type { PublishedPrice } from '../../adapters/price-cache.ts';
import type { PriceState } from '../../domain/state/price-state.ts';
import { publishPriceInForce, toPublished } from '../../tasks/publish-price.ts';
import { memoryPriceCache, type PriceCacheData, priceKey } from '../fakes/memory-price-cache.ts';
import { memoryPriceStates } from '../fakes/memory-price-states.ts';
import { ID, inForce, state } from '../unit/domain/make.ts';

/** Publishes revision 1 with a disturbance before its `nth` call. Returns what Redis then shows. */
async function publishMeeting(
  nth: number,
  happens: (states: Record<string, PriceState>, data: PriceCacheData) => Promise<void>,
): Promise<string | undefined> {
  const states: Record<string, PriceState> = { [ID]: state() };
  const data: PriceCacheData = { hashes: { [priceKey(ID)]: { epoch: 'first' } } };
  const [cache, priceStates] = [memoryPriceCache(data), memoryPriceStates(states)];
  let calls = 0;
  const before = async <T>(call: () => Promise<T>): Promise<T> => {
    if (calls++ === nth) await happens(states, data);
    return call();
  };
  await publishPriceInForce(
    {
      priceStates: { ...priceStates, read: (id) => before(() => priceStates.read(id)) },
      cache: {
        ...cache,
        epoch: (id) => before(() => cache.epoch(id)),
        put: (id, epoch, price) => before(() => cache.put(id, epoch, price)),
      },
      newEpoch: () => 'third',
    },
    ID,
  );
  return data.hashes[priceKey(ID)]?.['price.revision'];
}

const newer: PublishedPrice = toPublished(state({ price: inForce(1_200, { revision: 2 }) }).price as never);

describe('a publish during which a newer price is published, Redis loses its data, and an epoch begins', () => {
  it.each([0, 1, 2])('does not bring back the older price (before call %i)', async (nth) => {
    const shown = await publishMeeting(nth, async (states, data) => {
      const cache = memoryPriceCache(data);
      states[ID] = state({ revision: 2, price: inForce(1_200, { revision: 2 }) });
      await cache.put(ID, 'first', newer);
      await cache.flush();
      await cache.startEpoch(ID, 'second');
    });

    expect(shown).toBe('2');
  });
});
