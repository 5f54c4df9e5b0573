import { isDeepStrictEqual } from 'node:util';
import { batches, sideBySide } from '../adapters/batches.ts';
import type { CacheSentinel } from '../adapters/cache-sentinel.ts';
import type { CacheHead, PublishedPrice } from '../adapters/price-cache.ts';
import type { RecordedPrice } from '../adapters/price-state.ts';
import { CacheUnavailable } from '../domain/errors.ts';
import type { PriceInForce } from '../domain/price-state.ts';
import { EPOCHS_TRIED, type Publisher, toPublished } from './publish-price.ts';

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
const TRIPS_AT_ONCE = 8;
const ROUNDS_TRIED = 5;

/**
 * Publishes every price in force that Redis lacks, has older or has otherwise, and leaves the sentinel. It may be broken
 * off: what is there already is passed over the next time. Begins anew if Redis loses its data meanwhile.
 */
export async function* rebuildCache(need: Rebuilder): AsyncGenerator<RebuildProgress, RebuildProgress> {
  for (let round = 0; round < ROUNDS_TRIED; round += 1) {
    const progress: RebuildProgress = { checked: 0, published: 0, unreadable: 0 };
    const filling = await need.sentinel.begin();
    const trips = sideBySide(batches(priced(need), PRODUCTS_A_TRIP), TRIPS_AT_ONCE, (batch) =>
      publishBehind(need, batch),
    );
    for await (const { checked, published, unreadable } of trips) {
      progress.checked += checked;
      progress.published += published;
      progress.unreadable += unreadable;
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
async function publishBehind(need: Publisher, batch: Priced[], tried = 1): Promise<RebuildProgress> {
  if (tried > EPOCHS_TRIED) throw new CacheUnavailable(`${batch.length} epochs keep moving`);
  const heads = await need.cache.heads(
    batch.map(({ productId }) => productId),
    need.newEpoch(),
  );
  const epochs = new Map(batch.flatMap((each, at) => epochIfBehind(each, heads[at])));
  const recorded = epochs.size === 0 ? [] : await need.priceStates.readPrices([...epochs.keys()]);
  const puts = recorded.flatMap(({ productId, price }) => {
    const epoch = epochs.get(productId);
    return price && epoch ? [{ productId, epoch, price: toPublished(price) }] : [];
  });
  const answers = puts.length === 0 ? [] : await need.cache.putMany(puts);
  const moved = new Set(
    puts.flatMap(({ productId }, at) => (answers[at]?.kind === 'epoch-moved' ? [productId] : [])),
  );
  const again =
    moved.size === 0
      ? 0
      : (
          await publishBehind(
            need,
            batch.filter(({ productId }) => moved.has(productId)),
            tried + 1,
          )
        ).published;
  return {
    checked: batch.length,
    published: answers.filter(({ kind }) => kind === 'put').length + again,
    unreadable: heads.filter((head) => head === 'unreadable').length,
  };
}

function epochIfBehind({ productId, price }: Priced, head: CacheHead | undefined): [string, string][] {
  if (head === 'unreadable' || head?.epoch === undefined || !isBehind(head.price, price)) return [];
  return [[productId, head.epoch]];
}

function isBehind(shown: PublishedPrice | undefined, price: PriceInForce): boolean {
  if (shown?.['price.revision'] !== price.revision) return (shown?.['price.revision'] ?? 0) < price.revision;
  return !isDeepStrictEqual(
    { referencePrice: undefined, ...shown },
    { referencePrice: undefined, ...toPublished(price) },
  );
}
