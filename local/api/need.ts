import type { Bus } from '../../adapters/bus.ts';
import type { Catalog } from '../../adapters/catalog.ts';
import type { Ledger } from '../../adapters/ledger.ts';
import type { PriceStates } from '../../adapters/price-state.ts';
import type { Clock } from '../../tasks/clock.ts';
import type { Models } from '../../tasks/models.ts';
import type { Sqs } from '../services/sqs.ts';
import type { TraceLog } from '../trace-log.ts';

/** What the local API is made from. */
export interface ApiNeed {
  catalog: Catalog;
  priceStates: PriceStates;
  ledger: Ledger;
  models: Models;
  bus: Bus;
  sqs: Pick<Sqs, 'inspect'>;
  traces: Pick<TraceLog, 'read'>;
  clock: Clock;
  /** What `GET /status` answers. */
  status: () => Promise<Record<string, unknown>>;
}
