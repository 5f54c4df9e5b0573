import { generateKeyPairSync } from 'node:crypto';
import type { Hono } from 'hono';
import type { Envelope } from '../../../adapters/accepted-events.ts';
import { type AuditLog, auditLog } from '../../../adapters/audit-log.ts';
import { signerOf } from '../../../adapters/audit-signer.ts';
import type { BusEvent } from '../../../adapters/bus.ts';
import type { QueuedMessage } from '../../../adapters/letter-queue.ts';
import { chosenIdentity } from '../../../api/access/identity.ts';
import { consoleApi } from '../../../api/app.ts';
import { liveCounters } from '../../../api/live/counters.ts';
import type { Live } from '../../../api/routes/live.ts';
import type { FoundEvent } from '../../../api/routes/search.ts';
import type { Person } from '../../../api/routes/session.ts';
import { openIndex } from '../../../api/search/sqlite-index.ts';
import type { PolicyDraft } from '../../../domain/policy/policy-versions.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { StoreUnavailable } from '../../../domain/values/errors.ts';
import { directCacheCare } from '../../../upkeep/cache-care.ts';
import { elasticModel } from '../../fakes/demand-models.ts';
import { memoryAuditAnchors } from '../../fakes/memory-audit-anchors.ts';
import { memoryAuditStore } from '../../fakes/memory-audit-store.ts';
import { memoryBus } from '../../fakes/memory-bus.ts';
import { memoryCacheContent } from '../../fakes/memory-cache-content.ts';
import { memoryCacheSentinel, type SentinelData } from '../../fakes/memory-cache-sentinel.ts';
import { type CatalogData, memoryCatalog } from '../../fakes/memory-catalog.ts';
import { memoryDrafts } from '../../fakes/memory-drafts.ts';
import { memoryExecutions } from '../../fakes/memory-executions.ts';
import { memoryKeptNotes } from '../../fakes/memory-kept-notes.ts';
import { type LedgerData, memoryLedger } from '../../fakes/memory-ledger.ts';
import { type LetterQueueData, memoryLetterQueue } from '../../fakes/memory-letter-queue.ts';
import { memoryOrders, type OrdersData } from '../../fakes/memory-orders.ts';
import { memoryPriceCache, type PriceCacheData } from '../../fakes/memory-price-cache.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { memoryReviews, type ReviewsData } from '../../fakes/memory-reviews.ts';
import { NOW, policy, product } from '../domain/make.ts';
import { checkedAnswers } from './checked-answers.ts';

export interface Shop extends CatalogData {
  states: Record<string, PriceState>;
  ledger: LedgerData;
  events: (BusEvent & { id: string })[];
  queues: Record<string, QueuedMessage[]>;
  /** The content of the queues. */
  letters: Record<'dead-letters' | 'undelivered', LetterQueueData>;
  redis: PriceCacheData & SentinelData;
  archived: Envelope[];
  /** The envelopes of started executions. */
  started: Record<string, unknown>[];
  /** The number of events on the bus at each wait for new terms. */
  settled: number[];
  /** The results of searches. */
  found: FoundEvent[];
  people: Person[];
  reviews: ReviewsData;
  orders: OrdersData;
  /** By their id. */
  drafts: Record<string, PolicyDraft>;
  /** The audit notes, in short: `who action subject`. */
  audited: string[];
  /** If set, the audit log can't be written. */
  auditDown?: boolean;
  cache: Live['cache'];
}

/** The API, with its answers checked against the table of routes. */
export const checkedApi = (deps: Parameters<typeof consoleApi>[0]): Hono => checkedAnswers(consoleApi(deps));

/** Terms of a policy that is in force, without its version and mode. */
export const terms = (changes: Parameters<typeof policy>[0] = {}) => {
  const { version: _, mode: __, ...rest } = policy(changes);
  return rest;
};

/** A shop with policy `default` in version 1, product SKU1 and the models `demand` and `next`, and the API over it. */
export function shopWith(changes: Partial<Shop> = {}): {
  shop: Shop;
  api: Hono;
  deps: Parameters<typeof consoleApi>[0];
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
    settled: [],
    found: [],
    people: [
      { id: 'ann', name: 'Ann', roles: ['viewer', 'operator'] },
      { id: 'vic', name: 'Vic', roles: ['viewer'] },
    ],
    audited: [],
    reviews: { steps: {} },
    orders: { orders: {}, used: {} },
    drafts: {},
    cache: { state: 'filled' },
    ...changes,
  };
  const stores = {
    catalog: memoryCatalog(shop),
    priceStates: memoryPriceStates(shop.states),
    ledger: memoryLedger(shop.ledger),
  };
  const index = openIndex(':memory:', () => {});
  index.put(shop.found);
  let ids = 0;
  const deps: Parameters<typeof consoleApi>[0] = {
    ...stores,
    models: [elasticModel('demand'), elasticModel('next', 4)],
    bus: memoryBus(shop),
    executions: memoryExecutions(shop),
    inspect: async (queue) => shop.queues[queue] ?? [],
    letters: {
      'dead-letters': memoryLetterQueue(shop.letters['dead-letters']),
      undelivered: memoryLetterQueue(shop.letters.undelivered),
    },
    redriving: { sleep: async () => {}, now: () => 0 },
    archive: {
      lagMs: 0,
      async *between(since, until) {
        for (const event of shop.archived)
          if (since <= String(event['time']) && String(event['time']) <= until) yield { event };
      },
    },
    deliver: async (envelope) => void shop.started.push(envelope),
    underWayMs: 30_000,
    cacheCare: directCacheCare({
      ...stores,
      cache: memoryPriceCache(shop.redis),
      sentinel: memoryCacheSentinel(shop.redis),
      content: memoryCacheContent(shop.redis),
      newEpoch: () => 'next',
      clock: () => NOW,
      underWayMs: 30_000,
    }),
    termsSettled: async () => void shop.settled.push(shop.events.length),
    clock: () => NOW,
    identity: chosenIdentity(shop.people),
    audit: audited(shop),
    reviews: memoryReviews(shop.reviews),
    orders: memoryOrders(shop.orders),
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    drafts: memoryDrafts(shop.drafts),
    events: {
      search: async (filter, page) => index.search(filter, page),
      feeds: async () => index.feeds(NOW),
    },
    live: {
      counts: async () => liveCounters().counts(NOW),
      open: async () => index.open(),
      letters: async (queue) => (shop.queues[queue] ?? []).length,
      cache: async () => shop.cache,
    },
    status: async () => ({ running: true }),
  };
  return { shop, api: checkedApi(deps), deps };
}

const signer = signerOf(generateKeyPairSync('ed25519').privateKey);

/** The audit log of the shop, which records its notes in short. */
export function audited(shop: Shop, clock: () => string = () => NOW): AuditLog {
  const log = auditLog({
    store: memoryAuditStore({}),
    anchors: memoryAuditAnchors(),
    kept: memoryKeptNotes(),
    signer,
    clock,
  });
  return {
    ...log,
    async append(note) {
      if (shop.auditDown) throw new StoreUnavailable('the audit log is down');
      shop.audited.push(`${note.by} ${note.action} ${note.subject.kind} ${note.subject.id}`);
      return log.append(note);
    },
  };
}

/** The person of the tests' requests. */
export const TESTER = { 'x-pricewire-person': 'tester', 'x-pricewire-client': 'cli' };

export interface Answer {
  status: number;
  type: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect of it
  body: any;
}

/** Sends a request like the command line, unless other headers are given. */
export async function ask(api: Hono, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await api.request(path, { ...init, headers: { ...TESTER, ...init.headers } });
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

/** The events on the bus, in short: `kind product why`. */
export const emitted = ({ events }: Shop): string[] =>
  events.map(({ kind, detail }) => [kind, detail['productId'], detail['why']].filter(Boolean).join(' '));
