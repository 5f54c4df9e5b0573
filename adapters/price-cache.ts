import type { ChainableCommander, Redis } from 'ioredis';
import * as z from 'zod';
import { CacheUnavailable } from '../domain/errors.ts';

/** What the storefront reads of a product: the price in force, as the hash `price:{productId}` holds it. */
export const PublishedPrice = z.object({
  price: z.coerce.number().int().positive(),
  currency: z.string(),
  'price.revision': z.coerce.number().int().positive(),
  referencePrice: z.coerce.number().int().positive().optional(),
  /** When the price came in force. */
  decidedAt: z.string(),
  eventId: z.string(),
});
export type PublishedPrice = z.infer<typeof PublishedPrice>;

/** What the storefront reads. Redis is a cache: losing it costs latency, never truth. Every fault is CacheUnavailable. */
export interface PriceCache {
  /** The hash's epoch; undefined when Redis holds none for the product, as after a flush. */
  epoch(productId: string): Promise<string | undefined>;
  /** Begins an epoch where there is none, one that begins with `name` and never was before; the epoch that stands then. */
  startEpoch(productId: string, name: string): Promise<string>;
  /** Writes the price if the epoch is unchanged and none with this revision or a higher one is there. */
  put(productId: string, epoch: string, price: PublishedPrice): Promise<CachePut>;
  /** The epoch of each, begun as by `startEpoch` where there was none and a name is given, and the price that is there if it can be read; in order, in one round trip. */
  heads(productIds: string[], newName?: string): Promise<CacheHead[]>;
  /** `put` for many, in order, in one round trip. */
  putMany(puts: { productId: string; epoch: string; price: PublishedPrice }[]): Promise<CachePut[]>;
  read(productId: string): Promise<PublishedPrice | undefined>;
  readMany(productIds: string[]): Promise<(PublishedPrice | undefined)[]>;
}

export type CachePut = { kind: 'put' } | { kind: 'epoch-moved' } | { kind: 'newer-there'; revision: number };

/** `unreadable`: what lies under the key is no hash. */
export type CacheHead = { epoch?: string; price?: PublishedPrice } | 'unreadable';

export const priceKey = (productId: string): string => `price:${productId}`;

/** The channel on which every put price is told, as JSON with its productId. */
export const PRICES_CHANNEL = 'prices';

// One key a script, so that it also runs in cluster mode. An equal revision is the same price and may be put again.
const PUT_IF_NEWER = `
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 'epoch-moved' end
local there = redis.call('HGET', KEYS[1], 'price.revision')
if there and tonumber(there) > tonumber(ARGV[2]) then return there end
redis.call('HSET', KEYS[1], 'price.revision', ARGV[2], 'price', ARGV[3], 'currency', ARGV[4], 'referencePrice', ARGV[5], 'decidedAt', ARGV[6], 'eventId', ARGV[7])
if there ~= ARGV[2] then redis.call('PUBLISH', ARGV[8], ARGV[9]) end
return 'put'
`;

// A request that is sent again after Redis has lost its data must not bring back the epoch that it began before.
const START_EPOCH = `
local there = redis.call('HGET', KEYS[1], 'epoch')
if there then return there end
local now = redis.call('TIME')
local epoch = ARGV[1] .. '@' .. now[1] .. '.' .. now[2]
redis.call('HSET', KEYS[1], 'epoch', epoch)
return epoch
`;

type Put = [key: string, ...args: (string | number)[]];
type Scripted = Redis & {
  putIfNewer(...put: Put): Promise<string>;
  startEpoch(key: string, name: string): Promise<string>;
};
type ScriptedPipeline = ChainableCommander & {
  putIfNewer(...put: Put): void;
  startEpoch(key: string, name: string): void;
};

export function redisPriceCache(redis: Redis): PriceCache {
  redis.defineCommand('putIfNewer', { numberOfKeys: 1, lua: PUT_IF_NEWER });
  redis.defineCommand('startEpoch', { numberOfKeys: 1, lua: START_EPOCH });
  const scripted = redis as Scripted;

  return {
    epoch: (productId) => reached(async () => (await redis.hget(priceKey(productId), 'epoch')) ?? undefined),

    startEpoch: (productId, name) => reached(() => scripted.startEpoch(priceKey(productId), name)),

    put: (productId, epoch, price) =>
      reached(async () => toCachePut(await scripted.putIfNewer(...toPut(productId, epoch, price)))),

    heads: (productIds, newName) =>
      reached(async () => {
        const pipeline = redis.pipeline() as ScriptedPipeline;
        if (newName !== undefined) for (const id of productIds) pipeline.startEpoch(priceKey(id), newName);
        for (const id of productIds) pipeline.hgetall(priceKey(id));
        const replies = (await pipeline.exec()) ?? [];
        return replies.slice(replies.length - productIds.length).map(([error, hash]) => {
          if (error?.message.startsWith('WRONGTYPE')) return 'unreadable';
          if (error) throw error;
          return toHead(hash as Record<string, string>);
        });
      }),

    putMany: (puts) =>
      reached(async () => {
        const pipeline = redis.pipeline() as ScriptedPipeline;
        for (const { productId, epoch, price } of puts)
          pipeline.putIfNewer(...toPut(productId, epoch, price));
        return answersOf(await pipeline.exec()).map((answer) => toCachePut(String(answer)));
      }),

    read: (productId) => reached(async () => toPrice(await redis.hgetall(priceKey(productId)))),

    readMany: (productIds) =>
      reached(async () => {
        const replies = await redis.pipeline(productIds.map((id) => ['hgetall', priceKey(id)])).exec();
        return answersOf(replies).map((hash) => toPrice(hash as Record<string, string>));
      }),
  };
}

const toPut = (productId: string, epoch: string, price: PublishedPrice): Put => [
  priceKey(productId),
  epoch,
  price['price.revision'],
  price.price,
  price.currency,
  price.referencePrice ?? '',
  price.decidedAt,
  price.eventId,
  PRICES_CHANNEL,
  JSON.stringify({ productId, ...price }),
];

const toCachePut = (answer: string): CachePut =>
  answer === 'put' || answer === 'epoch-moved'
    ? { kind: answer }
    : { kind: 'newer-there', revision: Number(answer) };

export function toHead(hash: Record<string, string>): CacheHead {
  const { epoch } = hash;
  const { data: price } = PublishedPrice.safeParse({
    ...hash,
    referencePrice: hash['referencePrice'] || undefined,
  });
  return { ...(epoch ? { epoch } : {}), ...(price ? { price } : {}) };
}

/** The answers of a pipeline; the first that is an error is thrown. */
function answersOf(replies: [Error | null, unknown][] | null): unknown[] {
  return (replies ?? []).map(([error, answer]) => {
    if (error) throw error;
    return answer;
  });
}

// A hash with nothing but its epoch is a price that was not published yet.
function toPrice(hash: Record<string, string>): PublishedPrice | undefined {
  if (hash['price'] === undefined) return undefined;
  return PublishedPrice.parse({ ...hash, referencePrice: hash['referencePrice'] || undefined });
}

/** Names every fault of Redis CacheUnavailable. */
export async function reached<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new CacheUnavailable(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
