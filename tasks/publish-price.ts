import * as z from 'zod';
import type { Clock } from '../adapters/clock.ts';
import type { PriceCache, PublishedPrice } from '../adapters/price-cache.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import type { PriceInForce } from '../domain/state/price-state.ts';
import { CacheUnavailable } from '../domain/values/errors.ts';
import { task } from './task.ts';

/** `revision`: the revision of the commit whose price to publish. */
export const PublishPriceInput = z.object({ productId: z.string(), revision: z.int().positive() });

export interface Publisher {
  priceStates: PriceStates;
  cache: PriceCache;
  newEpoch: () => string;
}

/** `overtaken`: a newer price is visible or in force. Its own event stays open until that price is visible. */
export type Publication = { at: string } & (
  | { status: 'published'; price: PublishedPrice }
  | { status: 'overtaken' }
);

export const publishPrice =
  (deps: Publisher & { clock: Clock }) =>
  async ({ productId, revision }: z.infer<typeof PublishPriceInput>): Promise<Publication> => {
    const visible = await visibleOrNewer(deps, productId, revision);
    const at = deps.clock();
    if (visible?.['price.revision'] !== revision) return { status: 'overtaken', at };
    return { status: 'published', at, price: visible };
  };

// While Redis is away, events of replaced prices end all the same. Otherwise each change would leave an open event, and a mark
// in the price state, for as long as the outage lasts.
async function visibleOrNewer(
  deps: Publisher,
  productId: string,
  revision: number,
): Promise<PublishedPrice | undefined> {
  try {
    return await publishPriceInForce(deps, productId);
  } catch (error) {
    if (!(error instanceof CacheUnavailable)) throw error;
    const newest = await inForce(deps.priceStates, productId);
    if (newest !== undefined && newest['price.revision'] > revision) return newest;
    throw error;
  }
}

export const PublishPrice = task({ state: 'PublishPrice', input: PublishPriceInput, run: publishPrice });

export const EPOCHS_TRIED = 5;

/**
 * Makes the price in force visible in Redis; undefined for a product without one. It never sends a remembered price: it reads
 * the epoch before the price state, and the write is refused if Redis has lost its data or got a newer price since. A price
 * is in the record before it is in Redis, so a price that a later read of the record does not know was never in force: it is
 * removed, and the price in force is published in a new epoch.
 */
export async function publishPriceInForce(
  { priceStates, cache, newEpoch }: Publisher,
  productId: string,
): Promise<PublishedPrice | undefined> {
  for (let tried = 0; tried < EPOCHS_TRIED; tried += 1) {
    const epoch = (await cache.epoch(productId)) ?? (await cache.startEpoch(productId, newEpoch()));
    const price = await inForce(priceStates, productId);
    if (price === undefined) {
      if (await cache.discard(productId, epoch)) continue;
      return undefined;
    }
    const put = await cache.put(productId, epoch, price);
    if (put.kind === 'put') return price;
    if (put.kind === 'epoch-moved') continue;
    const newest = await inForce(priceStates, productId);
    if (isKnown(newest?.['price.revision'], put.revision)) return newest;
    await cache.discard(productId, epoch);
  }
  throw new CacheUnavailable(`the epoch of ${productId} keeps moving`);
}

/**
 * Whether the record at revision `recorded` can contain a price of the revision that Redis shows (NaN if that is no number).
 */
export const isKnown = (recorded: number | undefined, shown: number): boolean =>
  recorded !== undefined && shown <= recorded;

/** The price in force from the record, strongly consistent. */
export async function inForce(
  priceStates: Pick<PriceStates, 'read'>,
  productId: string,
): Promise<PublishedPrice | undefined> {
  const price = (await priceStates.read(productId))?.price;
  return price && toPublished(price);
}

/** The price in force in the format of Redis and its readers. */
export const toPublished = ({
  amount,
  currency,
  revision,
  referencePrice,
  since,
  eventId,
}: PriceInForce): PublishedPrice => ({
  price: amount,
  currency,
  'price.revision': revision,
  ...(referencePrice === undefined ? {} : { referencePrice }),
  decidedAt: since,
  eventId,
});
