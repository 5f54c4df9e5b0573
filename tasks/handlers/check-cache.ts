import { randomUUID } from 'node:crypto';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import * as z from 'zod';
import { redisContent } from '../../adapters/cache-content.ts';
import { redisCacheSentinel } from '../../adapters/cache-sentinel.ts';
import { dynamoLedger } from '../../adapters/ledger.ts';
import { dynamoPriceStates } from '../../adapters/price-state.ts';
import { checkCache } from '../check-cache.ts';
import { systemClock } from '../clock.ts';
import { lambdaTask } from '../lambda.ts';
import type { Verified } from '../verify-cache.ts';
import { Name, tables } from './clients.ts';
import { connected, redisClient } from './redis.ts';

const env = z
  .object({
    PRICE_STATE_TABLE: Name,
    LEDGER_TABLE: Name,
    REDIS_URL: Name,
    UNDER_WAY_MS: z.coerce.number().int().positive(),
  })
  .parse(process.env);

const metrics = new Metrics({ namespace: 'Pricewire', serviceName: 'cache' });

function report({ checked, differences }: Verified): void {
  const counts = Object.entries(differences);
  metrics.addMetric('ProductsChecked', MetricUnit.Count, checked);
  metrics.addMetric(
    'Differences',
    MetricUnit.Count,
    counts.reduce((total, [, count]) => total + count, 0),
  );
  metrics.addMetadata('kinds', JSON.stringify(differences));
  metrics.publishStoredMetrics();
}

const redis = redisClient(env.REDIS_URL);
const client = tables();
const check = checkCache({
  priceStates: dynamoPriceStates(client, env.PRICE_STATE_TABLE),
  ledger: dynamoLedger(client, env.LEDGER_TABLE),
  content: redisContent(redis),
  sentinel: redisCacheSentinel(redis, randomUUID),
  clock: systemClock,
  underWayMs: env.UNDER_WAY_MS,
  report,
});

export const handler = lambdaTask(z.unknown(), async () => {
  await connected(redis);
  return check();
});
