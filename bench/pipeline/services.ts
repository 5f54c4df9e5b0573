import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PriceCache, redisPriceCache } from '../../adapters/price-cache.ts';
import { PolicyTerms } from '../../domain/policy.ts';
import { Product } from '../../domain/product.ts';
import { localStores } from '../../local/clients.ts';
import type { TaskNeeds } from '../../local/handlers.ts';
import { freePort, listen } from '../../local/http.ts';
import { MODEL_ENDPOINT, modelBehind, readArtifact } from '../../local/models.ts';
import { startDynamoDB } from '../../local/services/dynamodb.ts';
import { eventBridge, type PutEventsAnswer } from '../../local/services/eventbridge.ts';
import { startRedis } from '../../local/services/redis.ts';
import { sagemakerApp } from '../../local/services/sagemaker.ts';
import { systemClock } from '../../tasks/clock.ts';
import pattern from '../../workflows/event-pattern.json' with { type: 'json' };
import { type Counts, count, counted } from './counts.ts';

/** What all three ways of pricing an event stand on: the same stores, clients, model and bus. */
export interface Services {
  need: TaskNeeds & { newEpoch: () => string };
  dynamodb: string;
  redisUrl: string;
  modelUrl: string;
  putEvents: (input: unknown) => Promise<PutEventsAnswer>;
  counts: Counts;
  /** When the price of each event was in Redis, by `performance.now()`. */
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

/** dynalite, redis-server and the model over HTTP, all on free ports, with the policy in force. */
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
  const redisCache = redisPriceCache(commands);
  const cache: PriceCache = {
    ...redisCache,
    async put(productId, epoch, price) {
      const answer = await redisCache.put(productId, epoch, price);
      shownAt.set(price.eventId, performance.now());
      return answer;
    },
  };
  const artifact = await readArtifact(MODEL_ENDPOINT, new URL('../../model/artifact/', import.meta.url));
  http.serve(sagemakerApp(new Map([[MODEL_ENDPOINT, artifact.model]])));
  const model = modelBehind(http.url, artifact);
  const bus = eventBridge({ pattern, accept: async () => {}, now: systemClock, newId: randomUUID });
  const { catalog, priceStates, ledger } = localStores(dynamodb.endpoint);
  const stores = counted(counts, { catalog, priceStates, ledger });
  await catalog.putPolicy(POLICY);

  return {
    need: {
      ...stores,
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
      return bus.putEvents(input);
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
