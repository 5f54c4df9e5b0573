import type { Clock } from '../adapters/clock.ts';
import type { PublishedPrice } from '../adapters/price-cache.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { StoreUnavailable, type UnreadableItem } from '../domain/values/errors.ts';
import { elapsedMs } from '../domain/values/time.ts';
import { toPublished } from '../tasks/publish-price.ts';

/** Pause after the record could not be reached, so that readers do not queue for it. */
const RECORD_REST_MS = 1000;

/** The price in force of a product; undefined when none is. Throws StoreUnavailable and UnreadableItem. */
export type RecordedPrice = (productId: string, shown: number) => Promise<PublishedPrice | undefined>;

/**
 * Reads prices from the record (strongly consistent) to verify those of Redis, all products of a turn in one request. A reader
 * shares a read under way if its answer has the revision that Redis `shown`, else it gets a read that starts later. So a new
 * price costs one read for each process, however many readers there are.
 */
export function recordedPrices(deps: {
  priceStates: Pick<PriceStates, 'readPrices'>;
  clock: Clock;
}): RecordedPrice {
  const underWay = new Map<string, Promise<PublishedPrice | undefined>>();
  type Read = Map<unknown, PublishedPrice | UnreadableItem>;
  let next: { ids: Set<string>; read: Promise<Read> } | undefined;
  let lostAt: string | undefined;

  const readAll = async (ids: Set<string>): Promise<Read> => {
    // Wait for the other readers of this turn.
    await undefined;
    next = undefined;
    if (lostAt !== undefined && Math.abs(elapsedMs(lostAt, deps.clock())) < RECORD_REST_MS)
      throw new StoreUnavailable(`the record could not be reached at ${lostAt}`);
    try {
      const read: Read = new Map();
      // One unreadable state must not affect the others.
      const recorded = await deps.priceStates.readPrices([...ids], (unreadable) =>
        read.set(unreadable.key['productId'], unreadable),
      );
      for (const { productId, price } of recorded) if (price) read.set(productId, toPublished(price));
      return read;
    } catch (error) {
      if (error instanceof StoreUnavailable) lostAt = deps.clock();
      throw error;
    }
  };

  const readNext = (productId: string): Promise<PublishedPrice | undefined> => {
    const asked = next?.ids.has(productId) ? underWay.get(productId) : undefined;
    if (asked !== undefined) return asked;
    if (next === undefined) {
      const ids = new Set<string>();
      next = { ids, read: readAll(ids) };
    }
    next.ids.add(productId);
    const read = next.read
      .then((prices) => {
        const found = prices.get(productId);
        if (found instanceof Error) throw found;
        return found;
      })
      .finally(() => {
        if (underWay.get(productId) === read) underWay.delete(productId);
      });
    underWay.set(productId, read);
    return read;
  };

  return async (productId, shown) => {
    const before = underWay.get(productId);
    // A read in `next` has not started yet, so it is new enough.
    if (before !== undefined && !next?.ids.has(productId)) {
      const price = await before;
      if (price !== undefined && price['price.revision'] >= shown) return price;
    }
    return readNext(productId);
  };
}
