import type { Hono } from 'hono';
import type { BusEvent } from '../../../../adapters/bus.ts';
import type { PriceState } from '../../../../domain/price-state.ts';
import { localApi } from '../../../../local/api/app.ts';
import type { Envelope } from '../../../../local/archive.ts';
import type { ExpressLogRecord } from '../../../../local/engine/index.ts';
import type { QueuedMessage } from '../../../../local/services/sqs.ts';
import { elasticModel } from '../../../fakes/demand-models.ts';
import { memoryBus } from '../../../fakes/memory-bus.ts';
import { memoryCacheContent } from '../../../fakes/memory-cache-content.ts';
import { memoryCacheSentinel, type SentinelData } from '../../../fakes/memory-cache-sentinel.ts';
import { type CatalogData, memoryCatalog } from '../../../fakes/memory-catalog.ts';
import { memoryExecutions } from '../../../fakes/memory-executions.ts';
import { type LedgerData, memoryLedger } from '../../../fakes/memory-ledger.ts';
import { type LetterQueueData, memoryLetterQueue } from '../../../fakes/memory-letter-queue.ts';
import { memoryPriceCache, type PriceCacheData } from '../../../fakes/memory-price-cache.ts';
import { memoryPriceStates } from '../../../fakes/memory-price-states.ts';
import { NOW, policy, product } from '../../domain/make.ts';

export interface Shop extends CatalogData {
  states: Record<string, PriceState>;
  ledger: LedgerData;
  events: (BusEvent & { id: string })[];
  queues: Record<string, QueuedMessage[]>;
  /** What lies in the queues for whoever takes it. */
  letters: Record<'dead-letters' | 'undelivered', LetterQueueData>;
  redis: PriceCacheData & SentinelData;
  archived: Envelope[];
  /** What the workflow was started on. */
  started: Record<string, unknown>[];
  records: ExpressLogRecord[];
  /** What the trace log was asked for last. */
  traceAsked?: { arns: string[]; since: string };
}

/** Terms of a policy that is in force, without its version and mode. */
export const terms = (changes: Parameters<typeof policy>[0] = {}) => {
  const { version: _, mode: __, ...rest } = policy(changes);
  return rest;
};

/** A shop with policy `default` in version 1, product SKU1 and the models `demand` and `next`, and the API over it. */
export function shopWith(changes: Partial<Shop> = {}): {
  shop: Shop;
  api: Hono;
  need: Parameters<typeof localApi>[0];
} {
  const shop: Shop = {
    products: { SKU1: product() },
    policies: { default: { current: { version: 1, mode: 'live' }, versions: { 1: terms() } } },
    states: {},
    ledger: { rows: {}, evidence: {} },
    events: [],
    queues: {},
    letters: { 'dead-letters': { letters: [] }, undelivered: { letters: [] } },
    redis: { hashes: {}, serverId: 'one', sentinel: {} },
    archived: [],
    started: [],
    records: [],
    ...changes,
  };
  const need: Parameters<typeof localApi>[0] = {
    catalog: memoryCatalog(shop),
    priceStates: memoryPriceStates(shop.states),
    ledger: memoryLedger(shop.ledger),
    models: [elasticModel('demand'), elasticModel('next', 4)],
    bus: memoryBus(shop),
    cache: memoryPriceCache(shop.redis),
    sentinel: memoryCacheSentinel(shop.redis),
    content: memoryCacheContent(shop.redis),
    newEpoch: () => 'next',
    executions: memoryExecutions(shop),
    sqs: { inspect: async (queue) => shop.queues[queue] ?? [] },
    letters: {
      'dead-letters': memoryLetterQueue(shop.letters['dead-letters']),
      undelivered: memoryLetterQueue(shop.letters.undelivered),
    },
    redriving: { sleep: async () => {}, now: () => 0 },
    archive: {
      async *between(since, until) {
        yield* shop.archived.filter(({ time }) => since <= String(time) && String(time) <= until);
      },
    },
    delivery: { deliver: async (envelope) => void shop.started.push(envelope) },
    underWayMs: 30_000,
    traces: {
      read: async (arns, since) => {
        shop.traceAsked = { arns, since };
        return shop.records;
      },
    },
    clock: () => NOW,
    status: async () => ({ running: true }),
  };
  return { shop, api: localApi(need), need };
}

export interface Answer {
  status: number;
  type: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect of it
  body: any;
}

export async function ask(api: Hono, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await api.request(path, init);
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: await response.json(),
  };
}

export const send = (api: Hono, method: 'POST' | 'PUT', path: string, body: unknown): Promise<Answer> =>
  ask(api, path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** What was put on the bus, in short: `kind product why`. */
export const emitted = ({ events }: Shop): string[] =>
  events.map(({ kind, detail }) => [kind, detail['productId'], detail['why']].filter(Boolean).join(' '));
