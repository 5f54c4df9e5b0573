import type { BusEvent } from '../../adapters/bus.ts';
import { EVENT_KINDS } from '../../domain/events/index.ts';
import type { LedgerRow } from '../../domain/record/ledger.ts';
import type { PriceState } from '../../domain/state/price-state.ts';
import type { SentinelData } from '../fakes/memory-cache-sentinel.ts';
import { type CatalogData, memoryCatalog } from '../fakes/memory-catalog.ts';
import { type LedgerData, memoryLedger } from '../fakes/memory-ledger.ts';
import { memoryOrders, type OrdersData } from '../fakes/memory-orders.ts';
import { memoryPriceCache, type PriceCacheData } from '../fakes/memory-price-cache.ts';
import { memoryPriceStates } from '../fakes/memory-price-states.ts';
import type { Message } from './queue.ts';

export type Envelope = Record<string, unknown> & { id: string; detail: Record<string, unknown> };

/** Data that outlives processes: the stores, the queues, and the accepted events. */
export interface Data {
  catalog: CatalogData;
  /** By productId. */
  states: Record<string, PriceState>;
  ledger: LedgerData;
  cache: PriceCacheData;
  orders: OrdersData;
  /** The identity of the Redis server, and its sentinel. */
  cacheServer: SentinelData;
  /** The event ids of the messages in the dead-letter queue. */
  letters: string[];
  /** The messages in the queue of waiting events. */
  waiting: Message[];
  /** The queue of accepted events, the second target of the rule that starts the workflow. */
  acceptedQueue: Message[];
  accepted: Envelope[];
}

/** `told` receives the messages on the channel of prices. */
export const emptyData = (catalog: CatalogData, told: (text: string) => void): Data => ({
  catalog,
  states: {},
  ledger: { rows: {}, evidence: {} },
  cache: { hashes: {}, hear: told },
  orders: { orders: {}, used: {} },
  cacheServer: { serverId: 'redis-1', sentinel: {} },
  letters: [],
  waiting: [],
  acceptedQueue: [],
  accepted: [],
});

/** The stores over the data. Every call is one atomic step. */
export const storesOver = (data: Data) => ({
  catalog: memoryCatalog(data.catalog),
  priceStates: memoryPriceStates(data.states),
  ledger: memoryLedger(data.ledger),
  cache: memoryPriceCache(data.cache),
  orders: memoryOrders(data.orders),
});
export type Stores = ReturnType<typeof storesOver>;

/** The event as the bus accepts it: an envelope with a new id. */
export function accept(data: Data, { kind, detail }: BusEvent, now: string): Envelope {
  const { source, detailType } = EVENT_KINDS[kind];
  const id = `${kind}-${data.accepted.length + 1}`;
  const envelope = { version: '0', id, source, 'detail-type': detailType, time: now, detail };
  data.accepted.push(envelope);
  return envelope;
}

export const rowsOf = (data: Data): LedgerRow[] => Object.values(data.ledger.rows);
