import type { Outcome } from '../../domain/ledger.ts';
import type { PriceState } from '../../domain/price-state.ts';
import type { Product } from '../../domain/product.ts';

/** A product that used to have events and has none now. */
export interface SilentFeed {
  productId: string;
  name: string;
  lastEventAt: string;
  /** The usual time between two of its inventory events. */
  usualEveryMs: number;
  silentForMs: number;
  stock?: number;
}

/** A product more of whose events are older than what was decided than used to be. */
export interface SupersededFeed {
  productId: string;
  name: string;
  /** Inventory events of the last hour. */
  events: number;
  /** The part of them that was superseded, a part of 1. */
  share: number;
  /** The same of the day before; absent where it had no events then. */
  shareBefore?: number;
}

/** `GET /api/feeds?limit=`: longest silence, or highest rise, first. */
export interface Feeds {
  silent: SilentFeed[];
  superseded: SupersededFeed[];
  looked: { since: string; until: string; complete: boolean };
}

/** One event of a product, and what held after it. Amounts are minor units. */
export interface HistoryPoint {
  /** When the bus took the event. */
  at: string;
  eventId: string;
  kind?: string;
  outcome: Outcome | 'open';
  sequence?: number;
  stock?: number;
  /** The price in force after it; absent where nothing was decided. */
  price?: number;
  /** Of `price`, where it is known. */
  referencePrice?: number;
  /** The tightest bounds that guardrails gave; absent where none did. */
  lower?: number;
  upper?: number;
  revision?: number;
  reason?: string;
}

/** `GET /api/products/:id/history?since=&until=&limit=`: the newest `limit` events of the span, oldest first. */
export interface ProductHistory {
  product: Product;
  state: PriceState | null;
  currency: string;
  points: HistoryPoint[];
  /** Set when there are older ones in the span. */
  more?: true;
}
