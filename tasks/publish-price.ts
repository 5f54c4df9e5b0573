import * as z from 'zod';
import type { PriceCache, PublishedPrice } from '../adapters/price-cache.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { CacheUnavailable } from '../domain/errors.ts';
import type { PriceInForce } from '../domain/price-state.ts';
import type { Clock } from './clock.ts';

/** `revision` is that of the commit whose price is to become visible. */
export const PublishPriceInput = z.object({ productId: z.string(), revision: z.int().positive() });

export interface Publisher {
  priceStates: PriceStates;
  cache: PriceCache;
  newEpoch: () => string;
}

/** `overtaken`: a newer price is visible, or in force, already. */
export type Publication = { at: string } & (
  | { status: 'published'; price: PublishedPrice }
  | { status: 'overtaken' }
);

export const publishPrice =
  (need: Publisher & { clock: Clock }) =>
  async ({ productId, revision }: z.infer<typeof PublishPriceInput>): Promise<Publication> => {
    const visible = await publishPriceInForce(need, productId);
    const at = need.clock();
    if (visible?.price['price.revision'] !== revision || visible.newerThere)
      return { status: 'overtaken', at };
    return { status: 'published', at, price: visible.price };
  };

export const EPOCHS_TRIED = 5;

/**
 * Makes the price in force visible in Redis; undefined for a product without one. It never sends a remembered price: the
 * epoch is read before the price state, and the write is refused if Redis has lost its data, or has a newer price, since.
 */
export async function publishPriceInForce(
  { priceStates, cache, newEpoch }: Publisher,
  productId: string,
): Promise<{ price: PublishedPrice; newerThere: boolean } | undefined> {
  for (let tried = 0; tried < EPOCHS_TRIED; tried += 1) {
    const epoch = (await cache.epoch(productId)) ?? (await cache.startEpoch(productId, newEpoch()));
    const state = await priceStates.read(productId);
    if (state?.price === undefined) return undefined;
    const price = toPublished(state.price);
    const put = await cache.put(productId, epoch, price);
    if (put.kind !== 'epoch-moved') return { price, newerThere: put.kind === 'newer-there' };
  }
  throw new CacheUnavailable(`the epoch of ${productId} keeps moving`);
}

/** The price in force as Redis holds it and readers get it. */
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
