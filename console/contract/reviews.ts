import type { Evidence, LedgerRow } from '../../domain/ledger.ts';
import type { PolicyTerms } from '../../domain/policy.ts';
import type { PriceState } from '../../domain/price-state.ts';
import type { Product } from '../../domain/product.ts';
import type { CurvePoint } from '../../domain/proposal.ts';

/**
 * `taken`: somebody looks at it, for as long as the lock holds. `awaiting-second`: one person asked for its release, another
 * has to confirm. `lapsed`: a release that was asked for came too late, or the guardrails of today refused it.
 */
export type ReviewState =
  | 'open'
  | 'taken'
  | 'awaiting-second'
  | 'escalated'
  | 'upheld'
  | 'released'
  | 'lapsed';

export type DecisionKind = 'uphold' | 'release' | 'escalate';

/** A rejection that waits for a person, or what a person made of it. Amounts in minor units of `currency`. */
export interface ReviewItem {
  /** The id of the rejected event. */
  reviewId: string;
  eventId: string;
  productId: string;
  productName: string;
  rejectedAt: string;
  dueAt: string;
  /** Past `dueAt`, and nobody has decided it. */
  overdue: boolean;
  /** The guardrail that rejected it, and why. */
  guardrail: string;
  why: string;
  /** The policy that judged it, such as `default@3`. */
  policy: string;
  /** Null where the proposal was no number. */
  proposed: number | null;
  /** The price in force when it was rejected. */
  priceBefore?: number;
  /** Set where the price in force was not allowed either and was mended by the same decision. */
  mendedTo?: number;
  currency: string;
  state: ReviewState;
  /** The person who holds it, and until when. */
  takenBy?: string;
  takenUntil?: string;
  /** The first of two people who release it. */
  requestedBy?: string;
  /** The price that is, or is asked to be, put in force. */
  releaseAmount?: number;
  /** The event that puts it in force; absent until it is sent. */
  releaseEventId?: string;
  /** The price that the event has put in force; absent until it has. */
  releasedPrice?: number;
  decidedBy?: string;
  decidedAt?: string;
  reasonCode?: string;
  text?: string;
  /** Why it lapsed. */
  lapsedBecause?: string;
}

export interface ReviewPage {
  items: ReviewItem[];
  next?: string;
  /** Of all reviews, whatever was filtered for. */
  counts: Record<ReviewState, number> & { overdue: number };
}

/** One thing that was done to a review, oldest first; they are never changed. */
export interface ReviewStep {
  seq: number;
  at: string;
  by: string;
  kind:
    | 'opened'
    | 'taken'
    | 'given-back'
    | 'upheld'
    | 'escalated'
    | 'release-requested'
    | 'release-refused'
    | 'released'
    | 'release-sent'
    | 'release-settled'
    | 'lapsed';
  reasonCode?: string;
  text?: string;
  amount?: number;
  /** The release event that it tells of. */
  eventId?: string;
  /** Where its entry is in the audit log. */
  audit?: { day: string; seq: number };
}

/** What would have come of the proposal, by the model's curve where there is one. Profit in minor units. */
export interface WouldHaveDone {
  price?: number;
  changePercent?: number;
  expectedUnits?: number;
  expectedProfit?: number;
  /** Of the price that was in force. */
  profitOfPriceThen?: number;
}

/** True, or why this person may not, as a sentence. */
export type May = true | string;

/** Everything that a person needs in order to decide. */
export interface ReviewFile {
  item: ReviewItem;
  row: LedgerRow;
  evidence: Evidence[];
  /** Which of `evidence` is the decision under review. */
  context: number;
  /** Of today; null where it has left the catalog. */
  product: Product | null;
  /** The terms of the version that judged. */
  terms: PolicyTerms;
  /** Terms of the version in force now, where that is another. */
  termsNow?: PolicyTerms;
  stateNow: PriceState | null;
  priceThen?: { amount: number; currency: string };
  curve?: CurvePoint[];
  wouldHaveDone: WouldHaveDone;
  /** The bounds that a release has to keep to now, in minor units; null: none on that side. Absent where nothing may be released. */
  boundsNow?: { lower: number | null; upper: number | null };
  history: ReviewStep[];
  may: Record<'uphold' | 'release' | 'confirm' | 'escalate', May>;
  /** Above these a release takes a second person; absent where it never does. */
  secondPersonAbove?: { amount?: number; changePercent?: number };
  reasonCodes: Record<DecisionKind, string[]>;
}

/** POST /api/reviews/take-next */
export interface TakeNext {
  guardrail?: string;
  product?: string;
  policy?: string;
}

/** POST /api/reviews/:id/decide; `amount` goes with a release, the proposed price when left out. */
export interface Decide {
  kind: DecisionKind;
  reasonCode: string;
  text: string;
  amount?: number;
}

/** POST /api/reviews/:id/confirm and /refuse */
export interface SecondWord {
  text: string;
}

/** POST /api/reviews/decide-many */
export interface DecideMany {
  /** 1 to 200. */
  ids: string[];
  kind: 'uphold' | 'escalate';
  reasonCode: string;
  text: string;
}

export interface DecidedMany {
  results: { id: string; ok: boolean; problem?: string }[];
}
