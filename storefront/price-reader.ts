import pLimit from 'p-limit';
import type { Catalog } from '../adapters/catalog.ts';
import type { Clock } from '../adapters/clock.ts';
import type { PublishedPrice } from '../adapters/price-cache.ts';
import { CacheUnavailable, StoreUnavailable, UnreadableItem } from '../domain/values/errors.ts';
import { elapsedMs } from '../domain/values/time.ts';
import type { Publisher } from '../tasks/publish-price.ts';
import { BoundedMap } from './bounded-map.ts';
import { type Problem, problem } from './problem.ts';
import { type ProductStatus, productStatus } from './product-status.ts';
import { recordReader } from './record.ts';
import { recordedPrices } from './recorded-prices.ts';
import type { Price } from './routes.ts';

export type PriceReaderDeps = Publisher & { catalog: Catalog; clock: Clock };

/** A price, its source and the time of the read. */
interface Found {
  price: PublishedPrice;
  source: 'cache' | 'record';
  asOf: string;
}

/** A price to answer. `memory`: neither Redis nor the record could be read, so it is the last price known to this process. */
export interface PriceAnswer {
  kind: 'price';
  price: PublishedPrice;
  source: Found['source'] | 'memory';
  /** Time of the read. */
  asOf: string;
  /** For `memory` only: age of the read, in milliseconds. */
  ageMs?: number;
}
export type Answer = PriceAnswer | Problem;

export interface PriceReader {
  read(productId: string, minRevision?: number): Promise<Answer>;
  /** One answer for each product, in the order of the request, with one call to Redis. */
  readMany(productIds: string[]): Promise<Answer[]>;
  /**
   * The answer for a price received on the channel: that price or a newer one; undefined if the record does not confirm it or
   * can't be read.
   */
  heard(productId: string, price: PublishedPrice): Promise<PriceAnswer | undefined>;
  /**
   * The answer to send: the given one, or a newer price that was sent meanwhile. Send it without an `await` after this call:
   * otherwise a newer price could be sent before it.
   */
  settle(productId: string, answer: Answer): Answer;
}

/**
 * Result of reading Redis. `found`: the price in force, confirmed by the record. `unchecked`: a price while the record could
 * not be read. Neither: Redis is down (`up` is false), or its price is missing, old or wrong.
 */
interface Shown {
  up: boolean;
  found?: Found;
  unchecked?: boolean;
}

/** Products whose last price is remembered; the least recently used one is forgotten. */
const PRODUCTS_KEPT = 100_000;
/** Products of one request that are handled at once. Redis gets one call for all. */
const AT_ONCE = 16;

/**
 * Reads prices, from Redis first. For each product it never answers a revision below the highest that it has answered. Redis may
 * be wrong: a price that this process does not know is compared with the record before it is remembered or answered.
 */
export function priceReader(deps: PriceReaderDeps): PriceReader {
  // For each product the newest price that the record has confirmed.
  const known = new BoundedMap<Found>(PRODUCTS_KEPT);
  const statusOf = productStatus(deps);
  const readRecord = recordReader(deps);
  const recorded = recordedPrices(deps);
  const remember = (productId: string, found: Found) => {
    if (revisionOf(known.get(productId)) <= revisionOf(found)) known.set(productId, found);
  };

  /** Forgets a price whose revision was above the record's before the record was read: the record went back, as after a restore. */
  const forgetAbove = (productId: string, before: number, price: PublishedPrice | undefined) => {
    if (revisionOf({ price }) < before && revisionOf(known.get(productId)) === before)
      known.delete(productId);
  };

  const check = async (productId: string, shown: Found): Promise<Shown> => {
    const before = revisionOf(known.get(productId));
    const asOf = deps.clock();
    let price: PublishedPrice | undefined;
    try {
      price = await recorded(productId, revisionOf(shown));
    } catch (error) {
      if (!(error instanceof StoreUnavailable || error instanceof UnreadableItem)) throw error;
      return { up: true, unchecked: true };
    }
    forgetAbove(productId, before, price);
    if (price === undefined || revisionOf({ price }) < revisionOf(shown)) return { up: true };
    const isShown = isSame(price, shown.price);
    // A price is in the record before it is in Redis. So an older one in Redis is only late, but a different one of the same
    // revision is wrong.
    if (!isShown && revisionOf({ price }) === revisionOf(shown)) return { up: true };
    const found: Found = isShown ? shown : { price, source: 'record', asOf };
    remember(productId, found);
    return { up: true, found };
  };

  const confirm = (productId: string, shown: Found, atLeast: number): Shown | Promise<Shown> => {
    const newest = known.get(productId);
    if (revisionOf(shown) < Math.max(atLeast, revisionOf(newest))) return { up: true };
    if (newest !== undefined && isSame(newest.price, shown.price)) return { up: true, found: shown };
    return check(productId, shown);
  };

  // All listeners share one answer, so the record is read once and its text is created once.
  const heardAnswers = new WeakMap<PublishedPrice, Promise<PriceAnswer | undefined>>();

  const hear = async (productId: string, price: PublishedPrice): Promise<PriceAnswer | undefined> => {
    const newest = known.get(productId);
    if (newest && revisionOf(newest) > revisionOf({ price })) return { kind: 'price', ...newest };
    const { found } = await confirm(productId, { price, source: 'cache', asOf: deps.clock() }, 0);
    return found && { kind: 'price', ...found };
  };

  const askCache = async (productIds: string[], atLeast = 0): Promise<Shown[]> => {
    const asOf = deps.clock();
    try {
      const prices = await deps.cache.readMany(productIds);
      return await Promise.all(
        productIds.map((productId, at) => {
          const price = prices[at];
          return price ? confirm(productId, { price, source: 'cache', asOf }, atLeast) : { up: true };
        }),
      );
    } catch (error) {
      if (!(error instanceof CacheUnavailable)) throw error;
      return productIds.map(() => ({ up: false }));
    }
  };

  const fromMemory = (productId: string, minRevision: number): Answer => {
    const last = known.get(productId);
    if (last === undefined || revisionOf(last) < minRevision)
      return problem('unavailable', `the record could not be asked for the price of ${productId}`);
    const ageMs = elapsedMs(last.asOf, deps.clock());
    return { kind: 'price', price: last.price, asOf: last.asOf, source: 'memory', ageMs };
  };

  const fromRecord = async (
    productId: string,
    minRevision: number,
    { repair, status }: { repair: boolean; status: ProductStatus },
  ): Promise<Answer> => {
    const floor = revisionOf(known.get(productId));
    const asOf = deps.clock();
    let price: PublishedPrice | undefined;
    try {
      price = await readRecord(productId, { floor: Math.max(floor, minRevision), repair });
    } catch (error) {
      if (!(error instanceof StoreUnavailable || error instanceof UnreadableItem)) throw error;
      return fromMemory(productId, minRevision);
    }
    const revision = revisionOf({ price });
    forgetAbove(productId, floor, price);
    if (price === undefined)
      return status === 'unverified'
        ? problem('unavailable', `the catalog could not be asked for ${productId}`)
        : problem('no-price-yet', `${productId} is in the catalog; no price was decided for it yet`);
    if (revision < minRevision)
      return problem(
        'min-revision-above-newest',
        `the newest price of ${productId} is of revision ${revision}`,
      );
    return { kind: 'price', price, source: 'record', asOf };
  };

  const answer = async (productId: string, asked: Promise<Shown>, minRevision: number): Promise<Answer> => {
    const [status, { found, unchecked, up }] = await Promise.all([statusOf(productId), asked]);
    const gone = notOnSale(productId, status);
    if (gone) return gone;
    if (found) return { kind: 'price', ...found };
    if (unchecked) return fromMemory(productId, minRevision);
    return fromRecord(productId, minRevision, { repair: up, status });
  };

  return {
    read: (productId, minRevision = 0) =>
      answer(productId, askCache([productId], minRevision).then(at(0)), minRevision),

    readMany(productIds) {
      const asked = askCache(productIds);
      return pLimit(AT_ONCE).map(productIds, (productId, index) =>
        answer(productId, asked.then(at(index)), 0),
      );
    },

    heard(productId, price) {
      const before = heardAnswers.get(price);
      if (before) return before;
      const answer = hear(productId, price);
      heardAnswers.set(price, answer);
      return answer;
    },

    settle(productId, answer) {
      if (answer.kind === 'problem') return answer;
      const newest = known.get(productId);
      if (newest && revisionOf(newest) > revisionOf(answer)) return { kind: 'price', ...newest };
      const { price, source, asOf } = answer;
      if (source !== 'memory') known.set(productId, { price, source, asOf });
      return answer;
    },
  };
}

const isSame = (one: PublishedPrice, other: PublishedPrice): boolean =>
  one['price.revision'] === other['price.revision'] &&
  one.price === other.price &&
  one.currency === other.currency &&
  one.referencePrice === other.referencePrice &&
  one.decidedAt === other.decidedAt &&
  one.eventId === other.eventId;

const revisionOf = ({ price }: { price?: PublishedPrice | undefined } = {}): number =>
  price?.['price.revision'] ?? 0;

const at =
  (index: number) =>
  (all: Shown[]): Shown =>
    all[index] as Shown;

function notOnSale(productId: string, status: ProductStatus): Problem | undefined {
  if (status === 'unknown') return problem('unknown-product', `${productId} is not in the catalog`);
  if (status === 'retired') return problem('product-retired', `${productId} is no longer sold`);
  return undefined;
}

/** A price in the format for clients: amounts in minor units of `currency`. */
export const priceBody = (productId: string, { kind: _, price, ...found }: PriceAnswer): Price => ({
  productId,
  ...price,
  ...found,
});
