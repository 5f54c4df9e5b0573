import type { AuditLog } from '../../adapters/audit-log.ts';
import type { Bus } from '../../adapters/bus.ts';
import type { Catalog } from '../../adapters/catalog.ts';
import type { Clock } from '../../adapters/clock.ts';
import type { Ledger } from '../../adapters/ledger.ts';
import type { Orders } from '../../adapters/orders.ts';
import type { PriceStates } from '../../adapters/price-state.ts';
import type { Reviews } from '../../adapters/reviews.ts';

/** The dependencies of reviews. */
export interface ReviewDeps {
  reviews: Reviews;
  orders: Orders;
  ledger: Ledger;
  catalog: Catalog;
  priceStates: PriceStates;
  bus: Bus;
  audit: AuditLog;
  clock: Clock;
}

/** A person as the audit log names them. */
export interface Reviewer {
  id: string;
  /** The credentials, if they differ from the person's subject. */
  as?: string;
  client: 'console' | 'cli';
}

/** The name of automatic acts. */
export const SYSTEM = 'pricewire';
