import type { AcceptedEvents, Envelope } from '../adapters/accepted-events.ts';
import type { AuditLog } from '../adapters/audit-log.ts';
import type { Bus } from '../adapters/bus.ts';
import type { Catalog } from '../adapters/catalog.ts';
import type { Clock } from '../adapters/clock.ts';
import type { ExecutionLogLink } from '../adapters/execution-log-link.ts';
import type { Executions } from '../adapters/executions.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { LetterQueue, QueuedMessage } from '../adapters/letter-queue.ts';
import type { Orders } from '../adapters/orders.ts';
import type { PolicyDrafts } from '../adapters/policy-drafts.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import type { Reviews } from '../adapters/reviews.ts';
import type { Models } from '../tasks/models.ts';
import type { CacheCare } from '../upkeep/cache-care.ts';
import type { Redriver } from '../upkeep/redrive.ts';
import type { Identity } from './access/identity.ts';
import type { LiveSources } from './handlers/live.ts';
import type { QueueName } from './routes/dead-letters.ts';
import type { Status } from './routes/session.ts';
import type { EventSearch } from './search/event-search.ts';

export type { QueueName } from './routes/dead-letters.ts';

/** The dependencies of the API: the embedded services on one machine, those of a stage on AWS. */
export interface ApiDeps {
  catalog: Catalog;
  priceStates: PriceStates;
  ledger: Ledger;
  /** The deployed models, the default first. */
  models: Models;
  bus: Bus;
  executions: Executions;
  letters: Record<QueueName, LetterQueue>;
  /** Reads the messages of a queue without removing them. */
  inspect: (queue: QueueName) => Promise<QueuedMessage[]>;
  /** The clock and waits of a redrive. */
  redriving: Pick<Redriver, 'sleep' | 'now'>;
  archive: AcceptedEvents;
  /** Starts the workflow on an event from the archive. */
  deliver: (envelope: Envelope) => Promise<unknown>;
  /** Maximum duration of an event's processing, in milliseconds. */
  underWayMs: number;
  cacheCare: CacheCare;
  /** Finds the log of an execution, if one is written. */
  executionLog?: ExecutionLogLink;
  /** Returns when no process uses terms or a mode that were replaced before the call. */
  termsSettled: () => Promise<unknown>;
  clock: Clock;
  newId: () => string;
  /** Identifies callers. */
  identity: Identity;
  /** Records every view of evidence and every change. */
  audit: AuditLog;
  /** Rejections under review, and policy drafts that wait for a second person. */
  reviews: Reviews;
  /** The stored orders of people. */
  orders: Orders;
  drafts: PolicyDrafts;
  /** Searches all events. */
  events: EventSearch;
  live: LiveSources;
  /** The answer of `GET /status`. */
  status: () => Promise<Status>;
}
