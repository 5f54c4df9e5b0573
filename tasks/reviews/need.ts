import type { AuditLog } from '../../adapters/audit-log.ts';
import type { Bus } from '../../adapters/bus.ts';
import type { Catalog } from '../../adapters/catalog.ts';
import type { Ledger } from '../../adapters/ledger.ts';
import type { PriceStates } from '../../adapters/price-state.ts';
import type { Reviews } from '../../adapters/reviews.ts';
import type { Clock } from '../clock.ts';

/** What reviews are made from. */
export interface ReviewNeed {
  reviews: Reviews;
  ledger: Ledger;
  catalog: Catalog;
  priceStates: PriceStates;
  bus: Bus;
  audit: AuditLog;
  clock: Clock;
}

/** Who does something, as the audit log names them. */
export interface Reviewer {
  id: string;
  client: 'console' | 'cli';
}

/** What the system does by itself goes by this name. */
export const SYSTEM = 'pricewire';
