import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { redisPriceCache } from '../../adapters/price-cache.ts';
import { dynamoPriceStates } from '../../adapters/price-state.ts';
import { systemClock } from '../clock.ts';
import { lambdaTask } from '../lambda.ts';
import { PublishPriceInput, publishPrice } from '../publish-price.ts';
import { Name, tables } from './clients.ts';
import { connected, redisClient } from './redis.ts';

const env = z.object({ PRICE_STATE_TABLE: Name, REDIS_URL: Name }).parse(process.env);
const redis = redisClient(env.REDIS_URL);
const publish = publishPrice({
  priceStates: dynamoPriceStates(tables(), env.PRICE_STATE_TABLE),
  cache: redisPriceCache(redis),
  newEpoch: randomUUID,
  clock: systemClock,
});

export const handler = lambdaTask(PublishPriceInput, async (input) => {
  await connected(redis);
  return publish(input);
});
