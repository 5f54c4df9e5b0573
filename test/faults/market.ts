import type { BusEvent } from '../../adapters/bus.ts';
import { EVENT_KINDS } from '../../domain/inventory-event.ts';
import type { LedgerRow } from '../../domain/ledger.ts';
import type { PriceState } from '../../domain/price-state.ts';
import type { SentinelData } from '../fakes/memory-cache-sentinel.ts';
import { type CatalogData, memoryCatalog } from '../fakes/memory-catalog.ts';
import { type LedgerData, memoryLedger } from '../fakes/memory-ledger.ts';
import { memoryPriceCache, type PriceCacheData } from '../fakes/memory-price-cache.ts';
import { memoryPriceStates } from '../fakes/memory-price-states.ts';

export type Envelope = Record<string, unknown> & { id: string; detail: Record<string, unknown> };

/** Everything that outlives a process: the stores as plain data, the queue, and the archive of accepted events. */
export interface Data {
  catalog: CatalogData;
  /** By productId. */
  states: Record<string, PriceState>;
  ledger: LedgerData;
  cache: PriceCacheData;
  /** Which Redis it is, and whether it was ever filled whole. */
  cacheServer: SentinelData;
  /** The event ids of the messages in the dead-letter queue. */
  letters: string[];
  accepted: Envelope[];
}

export const emptyData = (catalog: CatalogData): Data => ({
  catalog,
  states: {},
  ledger: { rows: {}, evidence: {} },
  cache: { hashes: {} },
  cacheServer: { serverId: 'redis-1', sentinel: {} },
  letters: [],
  accepted: [],
});

/** The stores over the data; every call of one is one atomic step. */
export const storesOver = (data: Data) => ({
  catalog: memoryCatalog(data.catalog),
  priceStates: memoryPriceStates(data.states),
  ledger: memoryLedger(data.ledger),
  cache: memoryPriceCache(data.cache),
});
export type Stores = ReturnType<typeof storesOver>;

/** What the bus makes of an event: an envelope with an id of its own, which is in the archive before the sender is told. */
export function accept(data: Data, { kind, detail }: BusEvent, now: string): Envelope {
  const { source, detailType } = EVENT_KINDS[kind];
  const id = `${kind}-${data.accepted.length + 1}`;
  const envelope = { version: '0', id, source, 'detail-type': detailType, time: now, detail };
  data.accepted.push(envelope);
  return envelope;
}

export const rowsOf = (data: Data): LedgerRow[] => Object.values(data.ledger.rows);
