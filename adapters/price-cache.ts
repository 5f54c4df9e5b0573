import type { ChainableCommander, Redis } from 'ioredis';
import * as z from 'zod';
import { CacheUnavailable } from '../domain/values/errors.ts';
import { messageOf } from '../domain/values/thrown.ts';
import type { CacheNames } from './cache-names.ts';

/** The price in force as the hash in Redis has it, for the storefront. */
export const PublishedPrice = z.object({
  price: z.coerce.number().int().positive(),
  currency: z.string(),
  'price.revision': z.coerce.number().int().positive(),
  referencePrice: z.coerce.number().int().positive().optional(),
  /** Time when the price came in force. */
  decidedAt: z.string(),
  eventId: z.string(),
});
export type PublishedPrice = z.infer<typeof PublishedPrice>;

/** The cache for the storefront. Redis is a cache: losing it costs latency, never truth. Every fault is CacheUnavailable. */
export interface PriceCache {
  /** The hash's epoch; undefined if there is no hash or no epoch, as after a flush. */
  epoch(productId: string): Promise<string | undefined>;
  /**
   * Sets an epoch if there is none, and returns the current one. A new epoch starts with `name` and is unique. A key that is not a
   * hash is replaced.
   */
  startEpoch(productId: string, name: string): Promise<string>;
  /** Writes the price if the epoch is unchanged and the stored revision is not as high. */
  put(productId: string, epoch: string, price: PublishedPrice): Promise<CachePut>;
  /** Epoch and readable price of each, in order, in one round trip. With `newName` it sets missing epochs, as `startEpoch` does. */
  heads(productIds: string[], newName?: string): Promise<CacheHead[]>;
  /** `put` for many, in order, in one round trip. */
  putMany(puts: { productId: string; epoch: string; price: PublishedPrice }[]): Promise<CachePut[]>;
  /**
   * Deletes the product's price and epoch, so that no publish under way can succeed. False, without changes, if the epoch is
   * another one or there is no price.
   */
  discard(productId: string, epoch: string): Promise<boolean>;
  /** The price in Redis, which anybody may have written; undefined if it is not valid. */
  read(productId: string): Promise<PublishedPrice | undefined>;
  readMany(productIds: string[]): Promise<(PublishedPrice | undefined)[]>;
}

export type CachePut = { kind: 'put' } | { kind: 'epoch-moved' } | { kind: 'newer-there'; revision: number };

export interface CacheHead {
  epoch?: string;
  price?: PublishedPrice;
}

// Each script uses one key. An equal revision is the same price and may be put again; a revision that is not a number is ignored.
const PUT_IF_NEWER = `
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 'epoch-moved' end
local there = redis.call('HGET', KEYS[1], 'price.revision')
local newest = there and tonumber(there)
if newest and newest > tonumber(ARGV[2]) then return there end
redis.call('HSET', KEYS[1], 'price.revision', ARGV[2], 'price', ARGV[3], 'currency', ARGV[4], 'referencePrice', ARGV[5], 'decidedAt', ARGV[6], 'eventId', ARGV[7])
if there ~= ARGV[2] then redis.call('PUBLISH', ARGV[8], ARGV[9]) end
return 'put'
`;

// A request that is repeated after Redis lost its data must not restore the epoch that it set before.
const START_EPOCH = `
local there = redis.pcall('HGET', KEYS[1], 'epoch')
if type(there) == 'table' and there.err then
  if not string.find(there.err, 'WRONGTYPE') then return there end
  redis.call('DEL', KEYS[1])
  there = false
end
if there and there ~= '' then return there end
local now = redis.call('TIME')
local epoch = ARGV[1] .. '@' .. now[1] .. '.' .. now[2]
redis.call('HSET', KEYS[1], 'epoch', epoch)
return epoch
`;

const DISCARD = `
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
if not redis.call('HGET', KEYS[1], 'price') and not redis.call('HGET', KEYS[1], 'price.revision') then return 0 end
redis.call('DEL', KEYS[1])
return 1
`;

type Put = [key: string, ...args: (string | number)[]];
type Scripted = Redis & {
  putIfNewer(...put: Put): Promise<string>;
  startEpoch(key: string, name: string): Promise<string>;
  discardPrice(key: string, epoch: string): Promise<number>;
};
type ScriptedPipeline = ChainableCommander & {
  putIfNewer(...put: Put): void;
  startEpoch(key: string, name: string): void;
};

export function redisPriceCache(redis: Redis, names: CacheNames): PriceCache {
  redis.defineCommand('putIfNewer', { numberOfKeys: 1, lua: PUT_IF_NEWER });
  redis.defineCommand('startEpoch', { numberOfKeys: 1, lua: START_EPOCH });
  redis.defineCommand('discardPrice', { numberOfKeys: 1, lua: DISCARD });
  const scripted = redis as Scripted;

  const toPut = (productId: string, epoch: string, price: PublishedPrice): Put => [
    names.price(productId),
    epoch,
    price['price.revision'],
    price.price,
    price.currency,
    price.referencePrice ?? '',
    price.decidedAt,
    price.eventId,
    names.channel,
    JSON.stringify({ productId, ...price }),
  ];

  return {
    epoch: (productId) =>
      reached(async () => (await unlessNoHash(redis.hget(names.price(productId), 'epoch'))) ?? undefined),

    startEpoch: (productId, name) => reached(() => scripted.startEpoch(names.price(productId), name)),

    put: (productId, epoch, price) =>
      reached(async () =>
        toCachePut(await unlessNoHash(scripted.putIfNewer(...toPut(productId, epoch, price)))),
      ),

    heads: (productIds, newName) =>
      reached(async () => {
        const pipeline = redis.pipeline() as ScriptedPipeline;
        if (newName !== undefined) for (const id of productIds) pipeline.startEpoch(names.price(id), newName);
        for (const id of productIds) pipeline.hgetall(names.price(id));
        const answers = answersOf(await pipeline.exec());
        return answers.slice(answers.length - productIds.length).map(toHead);
      }),

    putMany: (puts) =>
      reached(async () => {
        const pipeline = redis.pipeline() as ScriptedPipeline;
        for (const { productId, epoch, price } of puts)
          pipeline.putIfNewer(...toPut(productId, epoch, price));
        return answersOf(await pipeline.exec()).map(toCachePut);
      }),

    discard: (productId, epoch) =>
      reached(async () => (await unlessNoHash(scripted.discardPrice(names.price(productId), epoch))) === 1),

    read: (productId) =>
      reached(async () => toHead(await unlessNoHash(redis.hgetall(names.price(productId)))).price),

    readMany: (productIds) =>
      reached(async () => {
        const replies = await redis.pipeline(productIds.map((id) => ['hgetall', names.price(id)])).exec();
        return answersOf(replies).map((hash) => toHead(hash).price);
      }),
  };
}

// A key that is not a hash has no epoch, so the next attempt starts one.
const toCachePut = (answer: unknown): CachePut =>
  answer === 'put'
    ? { kind: 'put' }
    : answer === 'epoch-moved' || answer === undefined
      ? { kind: 'epoch-moved' }
      : { kind: 'newer-there', revision: Number(answer) };

/** Epoch and price of a raw hash, as far as they are valid. */
export function toHead(found: unknown): CacheHead {
  const hash = (found ?? {}) as Record<string, string>;
  const { epoch } = hash;
  if (hash['price'] === undefined) return epoch ? { epoch } : {};
  const { data: price } = PublishedPrice.safeParse({
    ...hash,
    referencePrice: hash['referencePrice'] || undefined,
  });
  return { ...(epoch ? { epoch } : {}), ...(price ? { price } : {}) };
}

const isNoHash = (error: Error): boolean => error.message.includes('WRONGTYPE');

/** The answer; undefined if the key is not a hash. */
const unlessNoHash = <T>(answer: Promise<T>): Promise<T | undefined> =>
  answer.catch((error: Error) => {
    if (isNoHash(error)) return undefined;
    throw error;
  });

/** The answers of a pipeline, undefined for keys that are not hashes. The first other error is thrown. */
function answersOf(replies: [Error | null, unknown][] | null): unknown[] {
  return (replies ?? []).map(([error, answer]) => {
    if (error === null) return answer;
    if (isNoHash(error)) return undefined;
    throw error;
  });
}

/** Turns every error of Redis into CacheUnavailable. */
export async function reached<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new CacheUnavailable(messageOf(error), { cause: error });
  }
}
