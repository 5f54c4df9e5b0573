import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheNames } from '../../../adapters/cache-names.ts';
import { systemClock } from '../../../adapters/clock.ts';
import { type PriceCache, redisPriceCache } from '../../../adapters/price-cache.ts';
import { PolicyTerms } from '../../../domain/policy/policy.ts';
import { Product } from '../../../domain/product/product.ts';
import { localStores } from '../../../local/clients.ts';
import type { LocalDeps } from '../../../local/handlers.ts';
import { freePort, listen } from '../../../local/http.ts';
import { MODEL_ENDPOINT, modelBehind, readArtifact } from '../../../local/models.ts';
import { startDynamoDB } from '../../../local/services/dynamodb.ts';
import { eventBridge, type PutEventsAnswer } from '../../../local/services/eventbridge.ts';
import { startRedis } from '../../../local/services/redis.ts';
import { sagemakerApp } from '../../../local/services/sagemaker.ts';
import pattern from '../../../workflows/event-pattern.json' with { type: 'json' };
import { type Counts, count, counted } from './counts.ts';

/** Services shared by all three ways of pricing an event: stores, clients, model and bus. */
export interface Services {
  deps: LocalDeps & { newEpoch: () => string };
  dynamodb: string;
  redisUrl: string;
  modelUrl: string;
  putEvents: (input: unknown) => Promise<PutEventsAnswer>;
  counts: Counts;
  /** Time when the price of each event was in Redis, by `performance.now()`. */
  shownAt: Map<string, number>;
  dir: string;
  stop(): Promise<void>;
}

export const POLICY = PolicyTerms.parse({
  policyId: 'bench',
  model: { use: true, timeoutMs: 2_000 },
  guardrails: { priceBand: { percentOfList: { lowest: 60, highest: 130 } } },
});

export const productOf = (productId: string): Product =>
  Product.parse({
    productId,
    name: 'Kettle',
    category: 'home',
    currency: 'EUR',
    listPrice: 10_000,
    unitCost: 4_000,
    baselineUnitsPerHour: 20,
    policyId: 'bench',
  });

/** dynalite, redis-server and the model over HTTP on free ports, with a policy in force. */
export async function startServices(): Promise<Services> {
  const dir = await mkdtemp(join(tmpdir(), 'pricewire-bench-'));
  const fail = (error: unknown) => {
    throw error;
  };
  const counts: Counts = new Map();
  const dynamodb = await startDynamoDB(join(dir, 'dynamodb'), 0, fail);
  const redisPort = await freePort();
  const redis = await startRedis({ path: process.env['PATH'], dir: join(dir, 'redis'), port: redisPort });
  const commands = redis.connect();
  await commands.connect();
  const http = await listen(0);
  const shownAt = new Map<string, number>();
  const redisCache = redisPriceCache(commands, cacheNames('bench'));
  const cache: PriceCache = {
    ...redisCache,
    async put(productId, epoch, price) {
      const answer = await redisCache.put(productId, epoch, price);
      shownAt.set(price.eventId, performance.now());
      return answer;
    },
  };
  const artifact = await readArtifact(MODEL_ENDPOINT, new URL('../../../model/artifact/', import.meta.url));
  http.serve(sagemakerApp(new Map([[MODEL_ENDPOINT, artifact.model]])));
  const model = modelBehind(http.url, artifact);
  const bus = eventBridge({
    pattern,
    accept: async () => {},
    refused: async () => {},
    now: systemClock,
    newId: randomUUID,
  });
  const { catalog, priceStates, ledger, orders } = localStores(dynamodb.endpoint);
  const stores = counted(counts, { catalog, priceStates, ledger });
  await catalog.putPolicy(POLICY);

  return {
    deps: {
      ...stores,
      orders,
      cache: counted(counts, { cache }).cache,
      models: [counted(counts, { model }).model],
      clock: systemClock,
      newEpoch: randomUUID,
    },
    dynamodb: dynamodb.endpoint,
    redisUrl: `redis://127.0.0.1:${redisPort}`,
    modelUrl: http.url,
    putEvents: async (input) => {
      count(counts, 'bus.putEvents');
      return bus.putOwnEvents(input);
    },
    counts,
    shownAt,
    dir,
    async stop() {
      commands.disconnect();
      await redis.stop();
      await dynamodb.stop();
      await http.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
