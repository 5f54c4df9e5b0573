import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { redisCacheSentinel } from '../../adapters/cache-sentinel.ts';
import { redisPriceCache } from '../../adapters/price-cache.ts';
import { dynamoPriceStates } from '../../adapters/price-state.ts';
import { repairCache } from '../rebuild-cache.ts';
import { repairMeasures } from '../telemetry/upkeep-measures.ts';
import { Name, tables } from './clients.ts';
import { entry } from './entry.ts';
import { CacheVariables, cacheClient, connected } from './redis.ts';

const env = z.object({ PRICE_STATE_TABLE: Name, ...CacheVariables }).parse(process.env);
const client = tables();
const redis = cacheClient(env, client.config);
const repair = repairCache({
  priceStates: dynamoPriceStates(client, env.PRICE_STATE_TABLE),
  cache: redisPriceCache(redis),
  sentinel: redisCacheSentinel(redis, randomUUID),
  newEpoch: randomUUID,
});

/** What SNS calls with; the schedule's call has no records. */
const Notification = z.object({ Records: z.array(z.unknown()).min(1) });

export const handler = entry(
  'RepairCache',
  z.unknown(),
  async (event) => {
    await connected(redis);
    // Something happened to the cache: whatever the sentinel says, each price is looked at.
    return (await repair({ force: Notification.safeParse(event).success })) ?? { checked: 0, published: 0 };
  },
  repairMeasures,
);
