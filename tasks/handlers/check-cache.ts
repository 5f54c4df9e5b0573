import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { redisContent } from '../../adapters/cache-content.ts';
import { redisCacheSentinel } from '../../adapters/cache-sentinel.ts';
import { dynamoLedger } from '../../adapters/ledger.ts';
import { dynamoPriceStates } from '../../adapters/price-state.ts';
import { checkCache } from '../check-cache.ts';
import { systemClock } from '../clock.ts';
import { emit } from '../telemetry/measured.ts';
import { cacheMeasures } from '../telemetry/upkeep-measures.ts';
import { Name, tables } from './clients.ts';
import { entry } from './entry.ts';
import { CacheVariables, cacheClient, connected } from './redis.ts';

const env = z
  .object({
    PRICE_STATE_TABLE: Name,
    LEDGER_TABLE: Name,
    ...CacheVariables,
    UNDER_WAY_MS: z.coerce.number().int().positive(),
  })
  .parse(process.env);

const client = tables();
const redis = cacheClient(env, client.config);
const check = checkCache({
  priceStates: dynamoPriceStates(client, env.PRICE_STATE_TABLE),
  ledger: dynamoLedger(client, env.LEDGER_TABLE),
  content: redisContent(redis),
  sentinel: redisCacheSentinel(redis, randomUUID),
  clock: systemClock,
  underWayMs: env.UNDER_WAY_MS,
  report: (verified) => emit(cacheMeasures(verified)),
});

export const handler = entry('CheckCache', z.unknown(), async () => {
  await connected(redis);
  return check();
});
