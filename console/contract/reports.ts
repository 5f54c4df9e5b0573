import type { Evidence, LedgerRow } from '../../domain/ledger.ts';

/** The price that was in force at a time, and the proof. Amounts in minor units. */
export interface PriceAt {
  productId: string;
  at: string;
  /** Absent where there was none. */
  price?: number;
  currency?: string;
  revision?: number;
  eventId?: string;
  inForceSince?: string;
  /** When readers could see it; absent where a newer price overtook it before it was published. */
  publishedAt?: string;
  /** What shoppers still saw at that time, where the price in force was not published yet. */
  shownBefore?: { price: number; currency: string; eventId: string };
  /** When the price after it came in force; absent where it still is. */
  inForceUntil?: string;
  evidence?: Evidence;
  row?: LedgerRow;
}

/** A count of rejections by one key. */
export interface RejectionCount {
  key: string;
  count: number;
  upheld: number;
  released: number;
  lapsed: number;
  escalated: number;
  open: number;
}

export interface RejectionReport {
  since: string;
  until: string;
  total: number;
  byGuardrail: RejectionCount[];
  byProduct: RejectionCount[];
  byReviewer: RejectionCount[];
  /** How long a rejection waited for its decision, or waits: `under 1 hour`, `1 to 4 hours` … */
  byAge: RejectionCount[];
}

/** The evidence for a price reduction: Directive 98/6/EC, article 6a. Amounts in minor units. */
export interface PriceReduction {
  productId: string;
  at: string;
  currency?: string;
  /** The price in force at the time; absent where there was none. */
  price?: number;
  inForceSince?: string;
  /** What the storefront shows as the price before. */
  referencePrice?: number;
  /** The lowest price that was in force in the 30 days before the price came in force, by the ledger. */
  lowestPrior?: { amount: number; at: string; eventId: string };
  /** Of the price below `referencePrice`; absent where it is not below. */
  reductionPercent?: number;
  /** The reference price is not above the lowest prior one. */
  ok?: boolean;
  /** UTC days of the window, oldest first. */
  lows: { day: string; amount: number }[];
}

export interface CapProduct {
  productId: string;
  currency: string;
  /** The price from before the cap, and what may be charged at most. */
  frozenPrice?: number;
  highestAllowed?: number;
  /** The highest price in force while the cap held, and the event that put it there. */
  highestCharged?: number;
  eventId?: string;
  /** The price in force when the cap began may stand until the first decision under it; what counts is what came after. */
  ok: boolean;
  /** Set where nothing was decided under the cap yet. */
  note?: string;
}

export interface EmergencyCaps {
  policyId: string;
  caps: {
    id: string;
    from: string;
    until?: string;
    regions?: string[];
    maxRaisePercent: number;
    ok: boolean;
    products: CapProduct[];
  }[];
}
