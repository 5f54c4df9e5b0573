import pLimit from 'p-limit';
import type { Catalog } from '../adapters/catalog.ts';
import type { PublishedPrice } from '../adapters/price-cache.ts';
import { CacheUnavailable, StoreUnavailable } from '../domain/errors.ts';
import { elapsedMs } from '../domain/time.ts';
import type { Clock } from '../tasks/clock.ts';
import type { Publisher } from '../tasks/publish-price.ts';
import { BoundedMap } from './bounded-map.ts';
import { type Problem, problem } from './problem.ts';
import { type ProductStatus, productStatus } from './product-status.ts';
import { recordReader } from './record.ts';

export type PriceReaderNeed = Publisher & { catalog: Catalog; clock: Clock };

/** A price with where and when it was last found. */
interface Found {
  price: PublishedPrice;
  source: 'cache' | 'record';
  asOf: string;
}

/** A price to answer with. `memory`: neither Redis nor the record could be asked, so it is the last one this process knew. */
export interface PriceAnswer {
  kind: 'price';
  price: PublishedPrice;
  source: Found['source'] | 'memory';
  /** When the source was asked. */
  asOf: string;
  /** For `memory` only: how long ago that was, in milliseconds. */
  ageMs?: number;
}
export type Answer = PriceAnswer | Problem;

export interface PriceReader {
  read(productId: string, minRevision?: number): Promise<Answer>;
  /** One answer a product, in the order asked; Redis is asked once for all. */
  readMany(productIds: string[]): Promise<Answer[]>;
  /** The price, just heard of on the channel, as an answer. */
  heard(price: PublishedPrice): PriceAnswer;
  /**
   * What to send: the answer, or the newer price that was sent meanwhile. From here on nothing older is sent, so
   * nothing may be awaited between this and the sending.
   */
  settle(productId: string, answer: Answer): Answer;
}

/** How Redis answered: with a price, with none, or not at all. */
type Cached = { asOf: string; up: boolean; price?: PublishedPrice | undefined };

/** Products whose last price is remembered; one that was not asked for in so many others starts anew. */
const PRODUCTS_KEPT = 100_000;
/** How many products of one request are looked at at once, beyond the one question to Redis. */
const AT_ONCE = 16;

/** Reads prices, Redis first; of each product never a revision below the highest that it has answered. */
export function priceReader(need: PriceReaderNeed): PriceReader {
  const served = new BoundedMap<Found>(PRODUCTS_KEPT);
  const statusOf = productStatus(need);
  const readRecord = recordReader(need);

  const askCache = async (productIds: string[]): Promise<Cached[]> => {
    const asOf = need.clock();
    try {
      const prices = await need.cache.readMany(productIds);
      return productIds.map((_, at) => ({ asOf, up: true, price: prices[at] }));
    } catch (error) {
      if (!(error instanceof CacheUnavailable)) throw error;
      return productIds.map(() => ({ asOf, up: false }));
    }
  };

  const fromMemory = (productId: string, minRevision: number): Answer => {
    const known = served.get(productId);
    if (known === undefined || revisionOf(known) < minRevision)
      return problem('unavailable', `neither Redis nor the record could be asked for ${productId}`);
    const ageMs = elapsedMs(known.asOf, need.clock());
    return { kind: 'price', price: known.price, asOf: known.asOf, source: 'memory', ageMs };
  };

  const fromRecord = async (
    productId: string,
    minRevision: number,
    { repair, status }: { repair: boolean; status: ProductStatus },
  ): Promise<Answer> => {
    const floor = revisionOf(served.get(productId));
    const asOf = need.clock();
    let price: PublishedPrice | undefined;
    try {
      price = await readRecord(productId, { floor: Math.max(floor, minRevision), repair });
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      return fromMemory(productId, minRevision);
    }
    const revision = revisionOf({ price });
    // Only a record that was restored from a backup is behind what was answered. Readers still don't go back.
    if (revision < floor) return fromMemory(productId, minRevision);
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

  const answer = async (productId: string, asked: Promise<Cached>, minRevision: number): Promise<Answer> => {
    const [status, { price, asOf, up }] = await Promise.all([statusOf(productId), asked]);
    const gone = notOnSale(productId, status);
    if (gone) return gone;
    if (price && revisionOf({ price }) >= Math.max(minRevision, revisionOf(served.get(productId))))
      return { kind: 'price', price, source: 'cache', asOf };
    return fromRecord(productId, minRevision, { repair: up, status });
  };

  return {
    read: (productId, minRevision = 0) => answer(productId, askCache([productId]).then(at(0)), minRevision),

    readMany(productIds) {
      const asked = askCache(productIds);
      return pLimit(AT_ONCE).map(productIds, (productId, index) =>
        answer(productId, asked.then(at(index)), 0),
      );
    },

    heard: (price) => ({ kind: 'price', price, source: 'cache', asOf: need.clock() }),

    settle(productId, answer) {
      if (answer.kind === 'problem') return answer;
      const newest = served.get(productId);
      if (newest && revisionOf(newest) > revisionOf(answer)) return { kind: 'price', ...newest };
      const { price, source, asOf } = answer;
      if (source !== 'memory') served.set(productId, { price, source, asOf });
      return answer;
    },
  };
}

const revisionOf = ({ price }: { price?: PublishedPrice | undefined } = {}): number =>
  price?.['price.revision'] ?? 0;

const at =
  (index: number) =>
  (all: Cached[]): Cached =>
    all[index] as Cached;

function notOnSale(productId: string, status: ProductStatus): Problem | undefined {
  if (status === 'unknown') return problem('unknown-product', `${productId} is not in the catalog`);
  if (status === 'retired') return problem('product-retired', `${productId} is no longer sold`);
  return undefined;
}

/** A price as clients get it: amounts in minor units of `currency`. */
export const priceBody = (productId: string, { kind: _, price, ...found }: PriceAnswer) => ({
  productId,
  ...price,
  ...found,
});
