import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { redisCacheSentinel } from '../../adapters/cache-sentinel.ts';
import { redisPriceCache } from '../../adapters/price-cache.ts';
import { dynamoPriceStates } from '../../adapters/price-state.ts';
import { lambdaTask } from '../lambda.ts';
import { repairCache } from '../rebuild-cache.ts';
import { Name, tables } from './clients.ts';
import { connected, redisClient } from './redis.ts';

const env = z.object({ PRICE_STATE_TABLE: Name, REDIS_URL: Name }).parse(process.env);
const redis = redisClient(env.REDIS_URL);
const repair = repairCache({
  priceStates: dynamoPriceStates(tables(), env.PRICE_STATE_TABLE),
  cache: redisPriceCache(redis),
  sentinel: redisCacheSentinel(redis, randomUUID),
  newEpoch: randomUUID,
});

/** What SNS calls with; the schedule's call has no records. */
const Notification = z.object({ Records: z.array(z.unknown()).min(1) });

export const handler = lambdaTask(z.unknown(), async (event) => {
  await connected(redis);
  // Something happened to the cache: whatever the sentinel says, each price is looked at.
  return (await repair({ force: Notification.safeParse(event).success })) ?? { checked: 0, published: 0 };
});
