import { isDeepStrictEqual } from 'node:util';
import { batches, sideBySide } from '../adapters/batches.ts';
import type { CacheContent } from '../adapters/cache-content.ts';
import type { CacheSentinel } from '../adapters/cache-sentinel.ts';
import type { CacheHead } from '../adapters/price-cache.ts';
import type { RecordedPrice } from '../adapters/price-state.ts';
import { leaveOut, type OnUnreadable } from '../adapters/stored-item.ts';
import { ProductId } from '../domain/product/product.ts';
import type { RebuildProgress } from '../domain/record/upkeep-lines.ts';
import type { PriceInForce } from '../domain/state/price-state.ts';
import { CacheUnavailable, type UnreadableItem } from '../domain/values/errors.ts';
import { EPOCHS_TRIED, isKnown, type Publisher, toPublished } from '../tasks/publish-price.ts';

export type Rebuilder = Publisher & { sentinel: CacheSentinel; content: Pick<CacheContent, 'productIds'> };

/** Products of one round trip, and round trips side by side: a stack under load answers each of them late. */
const PRODUCTS_A_TRIP = 500;
const TRIPS_AT_ONCE = 8;
const ROUNDS_TRIED = 5;

/**
 * Publishes every price in force that Redis lacks or has wrong, removes prices that the record does not know, and sets the
 * sentinel. It can be interrupted: the next run skips what is right. Starts again if Redis loses its data meanwhile.
 */
export async function* rebuildCache(deps: Rebuilder): AsyncGenerator<RebuildProgress, RebuildProgress> {
  for (let round = 0; round < ROUNDS_TRIED; round += 1) {
    const progress: RebuildProgress = { checked: 0, published: 0, discarded: 0 };
    const filling = await deps.sentinel.begin();
    const seen = new Set<string>();
    const trips = sideBySide(batches(priced(deps), PRODUCTS_A_TRIP), TRIPS_AT_ONCE, (batch) => {
      for (const { productId } of batch) seen.add(productId);
      return publishBehind(deps, batch);
    });
    for await (const { published, discarded } of trips) {
      progress.checked = seen.size;
      progress.published += published;
      progress.discarded += discarded;
      yield { ...progress };
    }
    for await (const keys of deps.content.productIds()) {
      const strange = [...new Set(keys)].filter((productId) => !seen.has(productId));
      if (strange.length === 0) continue;
      for (const productId of strange) seen.add(productId);
      progress.discarded += await discardUnknown(deps, strange);
      yield { ...progress };
    }
    if (await deps.sentinel.complete(filling)) return progress;
  }
  throw new CacheUnavailable('Redis keeps losing its data');
}

export async function rebuildNow(deps: Rebuilder): Promise<RebuildProgress> {
  const rebuilding = rebuildCache(deps);
  for (;;) {
    const { done, value } = await rebuilding.next();
    if (done) return value;
  }
}

/** Rebuilds a cache that was never completely filled or has lost data; undefined if nothing was to do. */
export const repairCache =
  (deps: Rebuilder) =>
  async ({ force = false } = {}): Promise<RebuildProgress | undefined> =>
    !force && (await deps.sentinel.isComplete()) ? undefined : rebuildNow(deps);

type Priced = RecordedPrice & { price: PriceInForce };

async function* priced({ priceStates }: Publisher): AsyncGenerator<Priced> {
  for await (const { price, ...rest } of priceStates.prices())
    if (price !== undefined) yield { ...rest, price };
}

type Trip = Omit<RebuildProgress, 'checked'>;

// The protocol of publishPriceInForce for many products: read epochs, then price states, then write prices.
async function publishBehind(deps: Publisher, batch: Priced[], tried = 1): Promise<Trip> {
  if (batch.length === 0) return { published: 0, discarded: 0 };
  if (tried > EPOCHS_TRIED) throw new CacheUnavailable(`${batch.length} epochs keep moving`);
  const heads = await deps.cache.heads(
    batch.map(({ productId }) => productId),
    deps.newEpoch(),
  );
  const epochs = new Map(batch.flatMap((each, at) => epochIfOther(each, heads[at])));
  const recorded = epochs.size === 0 ? [] : await deps.priceStates.readPrices([...epochs.keys()], leaveOut);
  const puts = recorded.flatMap(({ productId, price }) => {
    const epoch = epochs.get(productId);
    return price && epoch ? [{ productId, epoch, price: toPublished(price) }] : [];
  });
  const answers = puts.length === 0 ? [] : await deps.cache.putMany(puts);
  const above = puts.flatMap((put, at) => {
    const answer = answers[at];
    return answer?.kind === 'newer-there' ? [{ ...put, shown: answer.revision }] : [];
  });
  const wrong = await discardWrong(deps, above);
  const again = new Set([
    ...puts.flatMap(({ productId }, at) => (answers[at]?.kind === 'epoch-moved' ? [productId] : [])),
    ...wrong,
  ]);
  const rest = await publishBehind(
    deps,
    batch.filter(({ productId }) => again.has(productId)),
    tried + 1,
  );
  return {
    published: answers.filter(({ kind }) => kind === 'put').length + rest.published,
    discarded: wrong.length + rest.discarded,
  };
}

function epochIfOther({ productId, price }: Priced, head: CacheHead | undefined): [string, string][] {
  if (head?.epoch === undefined) return [];
  const isSame = isDeepStrictEqual(
    { referencePrice: undefined, ...head.price },
    { referencePrice: undefined, ...toPublished(price) },
  );
  return isSame ? [] : [[productId, head.epoch]];
}

/** Removes prices from Redis that the record, read later, does not know. Returns their products. */
async function discardWrong(
  { priceStates, cache }: Publisher,
  above: { productId: string; epoch: string; shown: number }[],
): Promise<string[]> {
  if (above.length === 0) return [];
  const unreadable = new Set<unknown>();
  const recorded = await priceStates.readPrices(
    above.map(({ productId }) => productId),
    ({ key }) => unreadable.add(key['productId']),
  );
  const revisions = new Map(recorded.map(({ productId, price }) => [productId, price?.revision]));
  const wrong = above.filter(
    ({ productId, shown }) => !unreadable.has(productId) && !isKnown(revisions.get(productId), shown),
  );
  await Promise.all(wrong.map(({ productId, epoch }) => cache.discard(productId, epoch)));
  return wrong.map(({ productId }) => productId);
}

/**
 * Removes the prices of products that have none in the record, and returns their number. Leaves products with an unreadable
 * state.
 */
async function discardUnknown(deps: Publisher, productIds: string[]): Promise<number> {
  const heads = await deps.cache.heads(productIds, deps.newEpoch());
  const known = new Set<unknown>();
  const keep = ({ key }: UnreadableItem) => known.add(key['productId']);
  for (const { productId } of await pricedOf(deps, productIds, keep)) known.add(productId);
  const discarded = await Promise.all(
    productIds.map(async (productId, at) => {
      const epoch = heads[at]?.epoch;
      const isWrong = epoch !== undefined && !known.has(productId);
      return isWrong && (await deps.cache.discard(productId, epoch)) ? [productId] : [];
    }),
  );
  // A price may have come in force after the record was read, and its publish been undone here.
  await publishBehind(deps, await pricedOf(deps, discarded.flat(), leaveOut));
  return discarded.flat().length;
}

async function pricedOf(
  { priceStates }: Publisher,
  productIds: string[],
  skipped: OnUnreadable,
): Promise<Priced[]> {
  const ids = productIds.filter((productId) => ProductId.safeParse(productId).success);
  const recorded = ids.length === 0 ? [] : await priceStates.readPrices(ids, skipped);
  return recorded.flatMap(({ price, ...rest }) => (price ? [{ ...rest, price }] : []));
}
