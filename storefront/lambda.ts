import { randomUUID } from 'node:crypto';
import { handle } from 'hono/aws-lambda';
import * as z from 'zod';
import { dynamoCatalog } from '../adapters/catalog.ts';
import { redisPriceCache } from '../adapters/price-cache.ts';
import { dynamoPriceStates } from '../adapters/price-state.ts';
import { systemClock } from '../tasks/clock.ts';
import { Name, tables } from '../tasks/handlers/clients.ts';
import { connected, redisClient } from '../tasks/handlers/redis.ts';
import { storefrontApp } from './app.ts';

const env = z.object({ CATALOG_TABLE: Name, PRICE_STATE_TABLE: Name, REDIS_URL: Name }).parse(process.env);
const client = tables();
const redis = redisClient(env.REDIS_URL);
const app = storefrontApp({
  catalog: dynamoCatalog(client, env.CATALOG_TABLE, Date.now),
  priceStates: dynamoPriceStates(client, env.PRICE_STATE_TABLE),
  cache: redisPriceCache(redis),
  newEpoch: randomUUID,
  clock: systemClock,
});
const answer = handle(app);

/** The storefront as a Lambda behind a function URL or an API. It has no live stream: an answer of Lambda ends. */
export const handler: typeof answer = async (event, context) => {
  // Without Redis the record answers.
  await connected(redis).catch(() => {});
  return answer(event, context);
};
