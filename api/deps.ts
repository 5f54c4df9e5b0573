import type { AcceptedEvents, Envelope } from '../adapters/accepted-events.ts';
import type { AuditLog } from '../adapters/audit-log.ts';
import type { Bus } from '../adapters/bus.ts';
import type { Catalog } from '../adapters/catalog.ts';
import type { Clock } from '../adapters/clock.ts';
import type { Models } from '../adapters/demand-models.ts';
import type { ExecutionLogLink } from '../adapters/execution-log-link.ts';
import type { Executions } from '../adapters/executions.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { LetterQueue, QueuedMessage } from '../adapters/letter-queue.ts';
import type { Orders } from '../adapters/orders.ts';
import type { PolicyDrafts } from '../adapters/policy-drafts.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import type { Reviews } from '../adapters/reviews.ts';
import type { CacheCare } from '../upkeep/cache-care.ts';
import type { Redriver } from '../upkeep/redrive.ts';
import type { Identity } from './access/identity.ts';
import type { LiveSources } from './handlers/live.ts';
import type { QueueName } from './routes/dead-letters.ts';
import type { Status } from './routes/session.ts';
import type { EventSearch } from './search/event-search.ts';

export type { QueueName } from './routes/dead-letters.ts';

/** What the API is made from: on one machine the embedded services, on AWS those of a stage. */
export interface ApiDeps {
  catalog: Catalog;
  priceStates: PriceStates;
  ledger: Ledger;
  /** Those that are deployed, the default first. */
  models: Models;
  bus: Bus;
  executions: Executions;
  letters: Record<QueueName, LetterQueue>;
  /** What lies in a queue, without taking it out. */
  inspect: (queue: QueueName) => Promise<QueuedMessage[]>;
  /** How redriving waits. */
  redriving: Pick<Redriver, 'sleep' | 'now'>;
  archive: AcceptedEvents;
  /** Starts the workflow on an event that is in the archive. */
  deliver: (envelope: Envelope) => Promise<unknown>;
  /** The longest that an event can be under way, in milliseconds. */
  underWayMs: number;
  cacheCare: CacheCare;
  /** Where the log of an execution is, if one is written: an address or a file. */
  executionLog?: ExecutionLogLink;
  /** Returns when no process judges by terms or a mode any more that were replaced before the call. */
  termsSettled: () => Promise<unknown>;
  clock: Clock;
  newId: () => string;
  /** Knows who asks. */
  identity: Identity;
  /** Where every view of evidence and every change is written down. */
  audit: AuditLog;
  /** Rejections under review, and drafts of policies that wait for a second person. */
  reviews: Reviews;
  /** What people told the pipeline to do. */
  orders: Orders;
  drafts: PolicyDrafts;
  /** Searches over all events. */
  events: EventSearch;
  live: LiveSources;
  /** What `GET /status` answers. */
  status: () => Promise<Status>;
}
