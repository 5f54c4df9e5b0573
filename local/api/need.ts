import type { Bus } from '../../adapters/bus.ts';
import type { CacheContent } from '../../adapters/cache-content.ts';
import type { CacheSentinel } from '../../adapters/cache-sentinel.ts';
import type { Catalog } from '../../adapters/catalog.ts';
import type { Executions } from '../../adapters/executions.ts';
import type { Ledger } from '../../adapters/ledger.ts';
import type { LetterQueue } from '../../adapters/letter-queue.ts';
import type { PriceCache } from '../../adapters/price-cache.ts';
import type { PriceStates } from '../../adapters/price-state.ts';
import type { Clock } from '../../tasks/clock.ts';
import type { Models } from '../../tasks/models.ts';
import type { Redriver } from '../../tasks/redrive.ts';
import type { Archive } from '../archive.ts';
import type { Delivery } from '../delivery.ts';
import type { Sqs } from '../services/sqs.ts';
import type { TraceLog } from '../trace-log.ts';

/** What the local API is made from. */
export interface ApiNeed {
  catalog: Catalog;
  priceStates: PriceStates;
  ledger: Ledger;
  models: Models;
  bus: Bus;
  cache: PriceCache;
  sentinel: CacheSentinel;
  content: CacheContent;
  newEpoch: () => string;
  executions: Executions;
  sqs: Pick<Sqs, 'inspect'>;
  /** The same queues, to take letters from. */
  letters: Record<'dead-letters' | 'undelivered', LetterQueue>;
  /** How redriving waits. */
  redriving: Pick<Redriver, 'sleep' | 'now'>;
  archive: Pick<Archive, 'between'>;
  delivery: Pick<Delivery, 'deliver'>;
  /** The longest that an event can be under way, in milliseconds. */
  underWayMs: number;
  traces: Pick<TraceLog, 'read'>;
  clock: Clock;
  /** What `GET /status` answers. */
  status: () => Promise<Record<string, unknown>>;
}
