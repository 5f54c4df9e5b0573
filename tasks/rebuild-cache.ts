import { isDeepStrictEqual } from 'node:util';
import { batches } from '../adapters/batches.ts';
import type { CacheSentinel } from '../adapters/cache-sentinel.ts';
import type { CacheHead } from '../adapters/price-cache.ts';
import type { RecordedPrice } from '../adapters/price-state.ts';
import { CacheUnavailable } from '../domain/errors.ts';
import type { PriceInForce } from '../domain/price-state.ts';
import { type Publisher, publishPriceInForce, toPublished } from './publish-price.ts';

export type Rebuilder = Publisher & { sentinel: CacheSentinel };

export interface RebuildProgress {
  /** Products with a price that were looked at. */
  checked: number;
  /** Prices that Redis lacked, had older, or had otherwise. */
  published: number;
  /** Keys under which something else than a price lies. They stay. */
  unreadable: number;
}

/** Products of one round trip, and round trips side by side: a stack under load answers each of them late. */
const PRODUCTS_A_TRIP = 500;
const TRIPS_AT_ONCE = 5;
const ROUNDS_TRIED = 5;

/**
 * Publishes every price in force that Redis lacks, has older or has otherwise, and leaves the sentinel. It may be broken
 * off: what is there already is passed over the next time. Begins anew if Redis loses its data meanwhile.
 */
export async function* rebuildCache(need: Rebuilder): AsyncGenerator<RebuildProgress, RebuildProgress> {
  for (let round = 0; round < ROUNDS_TRIED; round += 1) {
    const progress: RebuildProgress = { checked: 0, published: 0, unreadable: 0 };
    const filling = await need.sentinel.begin();
    for await (const products of batches(priced(need), PRODUCTS_A_TRIP * TRIPS_AT_ONCE)) {
      const trips = Array.from({ length: TRIPS_AT_ONCE }, (_, trip) =>
        products.slice(trip * PRODUCTS_A_TRIP, (trip + 1) * PRODUCTS_A_TRIP),
      );
      for (const { published, unreadable } of await Promise.all(
        trips.map((batch) => publishBehind(need, batch)),
      )) {
        progress.published += published;
        progress.unreadable += unreadable;
      }
      progress.checked += products.length;
      yield { ...progress };
    }
    if (await need.sentinel.complete(filling)) return progress;
  }
  throw new CacheUnavailable('Redis keeps losing its data');
}

/** Rebuilds at one go. */
export async function rebuildNow(need: Rebuilder): Promise<RebuildProgress> {
  const rebuilding = rebuildCache(need);
  for (;;) {
    const { done, value } = await rebuilding.next();
    if (done) return value;
  }
}

/** Rebuilds a cache that was never filled whole, or lost what it had; undefined where there was nothing to do. */
export const repairCache =
  (need: Rebuilder) =>
  async ({ force = false } = {}): Promise<RebuildProgress | undefined> =>
    !force && (await need.sentinel.isComplete()) ? undefined : rebuildNow(need);

type Priced = RecordedPrice & { price: PriceInForce };

async function* priced({ priceStates }: Publisher): AsyncGenerator<Priced> {
  for await (const { price, ...rest } of priceStates.prices())
    if (price !== undefined) yield { ...rest, price };
}

// The protocol of publishPriceInForce, for many at once: first the epochs, then the price states, then the prices.
async function publishBehind(need: Publisher, batch: Priced[]): Promise<Omit<RebuildProgress, 'checked'>> {
  if (batch.length === 0) return { published: 0, unreadable: 0 };
  const found = await headsOf(need, batch);
  const behind = batch.filter(({ productId, price }) => isBehind(found.get(productId), price));
  const epochs = await epochsOf(need, behind, found);
  const recorded = await need.priceStates.readPrices([...epochs.keys()]);
  const puts = recorded.flatMap(({ productId, price }) => {
    const epoch = epochs.get(productId);
    return price && epoch ? [{ productId, epoch, price: toPublished(price) }] : [];
  });
  const answers = puts.length === 0 ? [] : await need.cache.putMany(puts);
  for (const [at, { kind }] of answers.entries())
    if (kind === 'epoch-moved') await publishPriceInForce(need, puts[at]?.productId ?? '');
  return {
    published: answers.filter(({ kind }) => kind !== 'newer-there').length,
    unreadable: [...found.values()].filter((head) => head === 'unreadable').length,
  };
}

async function headsOf({ cache }: Publisher, batch: Priced[]): Promise<Map<string, CacheHead>> {
  const ids = batch.map(({ productId }) => productId);
  const heads = await cache.heads(ids);
  return new Map(ids.map((id, at) => [id, heads[at] ?? {}]));
}

function isBehind(head: CacheHead | undefined, price: PriceInForce): boolean {
  if (head === 'unreadable') return false;
  const shown = head?.price;
  if (shown?.['price.revision'] !== price.revision) return (shown?.['price.revision'] ?? 0) < price.revision;
  return !isDeepStrictEqual(
    { referencePrice: undefined, ...shown },
    { referencePrice: undefined, ...toPublished(price) },
  );
}

async function epochsOf(
  need: Publisher,
  behind: Priced[],
  found: Map<string, CacheHead>,
): Promise<Map<string, string>> {
  const without = behind.filter(({ productId }) => epochIn(found.get(productId)) === undefined);
  if (without.length > 0) {
    const ids = without.map(({ productId }) => productId);
    await need.cache.startEpochs(ids, need.newEpoch());
    for (const [id, head] of await headsOf(need, without)) found.set(id, head);
  }
  return new Map(
    behind.flatMap(({ productId }): [string, string][] => {
      const epoch = epochIn(found.get(productId));
      return epoch === undefined ? [] : [[productId, epoch]];
    }),
  );
}

const epochIn = (head: CacheHead | undefined): string | undefined =>
  head === 'unreadable' ? undefined : head?.epoch;
