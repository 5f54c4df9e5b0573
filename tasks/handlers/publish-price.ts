import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { redisPriceCache } from '../../adapters/price-cache.ts';
import { dynamoPriceStates } from '../../adapters/price-state.ts';
import { systemClock } from '../clock.ts';
import { PublishPriceInput, publishPrice } from '../publish-price.ts';
import { Name, tables } from './clients.ts';
import { entry } from './entry.ts';
import { CacheVariables, cacheClient, connected } from './redis.ts';

const env = z.object({ PRICE_STATE_TABLE: Name, ...CacheVariables }).parse(process.env);
const client = tables();
const redis = cacheClient(env, client.config);
const publish = publishPrice({
  priceStates: dynamoPriceStates(client, env.PRICE_STATE_TABLE),
  cache: redisPriceCache(redis),
  newEpoch: randomUUID,
  clock: systemClock,
});

export const handler = entry('PublishPrice', PublishPriceInput, async (input) => {
  await connected(redis);
  return publish(input);
});
