import * as z from 'zod';
import { ProductId } from '../../domain/product/product.ts';
import { Evidence, LedgerRow } from '../../domain/record/ledger.ts';
import { Time } from '../../domain/values/time.ts';
import type { Route, Routes } from './route.ts';

/** The price in force at a time, with its proof. Amounts in minor units. */
export const PriceAt = z.object({
  productId: z.string(),
  at: z.string(),
  /** Absent if there was none. */
  price: z.number().optional(),
  currency: z.string().optional(),
  revision: z.number().optional(),
  eventId: z.string().optional(),
  inForceSince: z.string().optional(),
  /** When readers could see it; absent if a newer price overtook it. */
  publishedAt: z.string().optional(),
  /** The price that shoppers still saw at that time, if the price in force was not published yet. */
  shownBefore: z.object({ price: z.number(), currency: z.string(), eventId: z.string() }).optional(),
  /** When the next price came in force; absent if there is none. */
  inForceUntil: z.string().optional(),
  evidence: Evidence.optional(),
  row: LedgerRow.optional(),
});
export type PriceAt = z.infer<typeof PriceAt>;

/** A count of rejections by one key. */
export const RejectionCount = z.object({
  key: z.string(),
  count: z.int(),
  upheld: z.int(),
  released: z.int(),
  lapsed: z.int(),
  escalated: z.int(),
  open: z.int(),
});
export type RejectionCount = z.infer<typeof RejectionCount>;

export const RejectionReport = z.object({
  since: z.string(),
  until: z.string(),
  total: z.int(),
  byGuardrail: z.array(RejectionCount),
  byProduct: z.array(RejectionCount),
  byReviewer: z.array(RejectionCount),
  /** By waiting time until the decision or until now: `under 1 hour`, `1 to 4 hours` … */
  byAge: z.array(RejectionCount),
});
export type RejectionReport = z.infer<typeof RejectionReport>;

/** The evidence for a price reduction: Directive 98/6/EC, article 6a. Amounts in minor units. */
export const PriceReduction = z.object({
  productId: z.string(),
  at: z.string(),
  currency: z.string().optional(),
  /** The price in force at the time; absent if there was none. */
  price: z.number().optional(),
  inForceSince: z.string().optional(),
  /** The price before the reduction, as the storefront shows it. */
  referencePrice: z.number().optional(),
  /** The lowest price in force in the 30 days before this price came in force, from the ledger. */
  lowestPrior: z.object({ amount: z.number(), at: z.string(), eventId: z.string() }).optional(),
  /** How far `price` is below `referencePrice`; absent if it is not. */
  reductionPercent: z.number().optional(),
  /** Whether the reference price is at most the lowest prior price. */
  ok: z.boolean().optional(),
  /** UTC days of the window, oldest first. */
  lows: z.array(z.object({ day: z.string(), amount: z.number() })),
});
export type PriceReduction = z.infer<typeof PriceReduction>;

export const CapProduct = z.object({
  productId: z.string(),
  currency: z.string(),
  /** The price from before the cap, and the highest allowed price. */
  frozenPrice: z.number().optional(),
  highestAllowed: z.number().optional(),
  /** The highest price in force under the cap, and its event. */
  highestCharged: z.number().optional(),
  eventId: z.string().optional(),
  /** Counts prices decided under the cap: the price in force at its beginning may stand until the first decision. */
  ok: z.boolean(),
  /** Set if nothing was decided under the cap yet. */
  note: z.string().optional(),
});
export type CapProduct = z.infer<typeof CapProduct>;

export const EmergencyCaps = z.object({
  policyId: z.string(),
  caps: z.array(
    z.object({
      id: z.string(),
      from: z.string(),
      until: z.string().optional(),
      regions: z.array(z.string()).optional(),
      maxRaisePercent: z.number(),
      ok: z.boolean(),
      products: z.array(CapProduct),
    }),
  ),
});
export type EmergencyCaps = z.infer<typeof EmergencyCaps>;

const LOOKS_AT_REPORTS = ['reviewer', 'policy-owner', 'auditor'] as const satisfies Route['role'];

const ProductAt = z.strictObject({ product: ProductId, at: Time.optional() });
export type ProductAt = z.infer<typeof ProductAt>;

/** Reports that explain prices and decisions. */
export const REPORT_ROUTES = {
  'GET /reports/price-at': {
    summary: 'The price of a product at a time, with its proof',
    role: LOOKS_AT_REPORTS,
    effect: 'view-evidence',
    audit: 'report.price-at',
    query: ProductAt,
    answer: PriceAt,
  },
  'GET /reports/price-reduction': {
    summary: 'The evidence for a price reduction',
    role: LOOKS_AT_REPORTS,
    effect: 'view-evidence',
    audit: 'report.price-reduction',
    query: ProductAt,
    answer: PriceReduction,
  },
  'GET /reports/rejections': {
    summary: 'Rejections by guardrail, product, reviewer and age',
    role: LOOKS_AT_REPORTS,
    effect: 'read',
    query: z.strictObject({ since: Time.optional(), until: Time.optional() }),
    answer: RejectionReport,
  },
  'GET /reports/emergency-caps': {
    summary: 'Prices under the emergency caps of a policy',
    role: LOOKS_AT_REPORTS,
    effect: 'view-evidence',
    audit: 'report.emergency-caps',
    query: z.strictObject({ policy: z.string().min(1).max(100).default('default') }),
    answer: EmergencyCaps,
  },
  'GET /reports/decision/:eventId': {
    summary: 'One decision as a page to print',
    role: LOOKS_AT_REPORTS,
    effect: 'view-evidence',
    audit: 'report.decision',
    file: ['text/html'],
  },
} satisfies Routes;
