import type { AuditLog } from '../../adapters/audit-log.ts';
import type { Bus } from '../../adapters/bus.ts';
import type { Catalog } from '../../adapters/catalog.ts';
import type { Clock } from '../../adapters/clock.ts';
import type { Ledger } from '../../adapters/ledger.ts';
import type { Orders } from '../../adapters/orders.ts';
import type { PriceStates } from '../../adapters/price-state.ts';
import type { Reviews } from '../../adapters/reviews.ts';

/** What reviews are made from. */
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

/** Who does something, as the audit log names them. */
export interface Reviewer {
  id: string;
  /** The credentials that stood for them, where these say more. */
  as?: string;
  client: 'console' | 'cli';
}

/** What the system does by itself goes by this name. */
export const SYSTEM = 'pricewire';
