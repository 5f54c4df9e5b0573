import * as z from 'zod';
import { CurvePoint } from '../../domain/demand/evidence.ts';
import { PolicyTerms } from '../../domain/policy/policy.ts';
import { Product } from '../../domain/product/product.ts';
import { Evidence, LedgerRow } from '../../domain/record/ledger.ts';
import { REASON_CODES } from '../../domain/review/reason-codes.ts';
import { PriceState } from '../../domain/state/price-state.ts';
import { Cursor, limitUpTo, Nothing } from './fields.ts';
import type { Route, Routes } from './route.ts';

/**
 * `taken`: locked to a reviewer. `awaiting-second`: one person requested its release, another has to confirm. `lapsed`: a
 * requested release came too late, or today's guardrails refused it.
 */
export const ReviewState = z.enum([
  'open',
  'taken',
  'awaiting-second',
  'escalated',
  'upheld',
  'released',
  'lapsed',
]);
export type ReviewState = z.infer<typeof ReviewState>;

/** A rejection under review or decided. Amounts in minor units of `currency`. */
export const ReviewItem = z.object({
  /** The id of the rejected event. */
  reviewId: z.string(),
  eventId: z.string(),
  productId: z.string(),
  productName: z.string(),
  rejectedAt: z.string(),
  dueAt: z.string(),
  /** Undecided and past `dueAt`. */
  overdue: z.boolean(),
  /** The guardrail that rejected it, and its reason. */
  guardrail: z.string(),
  why: z.string(),
  /** The policy that judged it, such as `default@3`. */
  policy: z.string(),
  /** Null for a proposal that is no number. */
  proposed: z.number().nullable(),
  /** The price in force at the rejection. */
  priceBefore: z.number().optional(),
  /** The repaired price, if the price in force was forbidden too. */
  mendedTo: z.number().optional(),
  currency: z.string(),
  state: ReviewState,
  /** The person with the lock, and its end. */
  takenBy: z.string().optional(),
  takenUntil: z.string().optional(),
  /** The first of two people who release it. */
  requestedBy: z.string().optional(),
  /** The released price, or the requested one. */
  releaseAmount: z.number().optional(),
  /** The release event; absent until it is sent. */
  releaseEventId: z.string().optional(),
  /** The price that the release event put in force; absent until then. */
  releasedPrice: z.number().optional(),
  decidedBy: z.string().optional(),
  decidedAt: z.string().optional(),
  reasonCode: z.string().optional(),
  text: z.string().optional(),
  /** Why it lapsed. */
  lapsedBecause: z.string().optional(),
});
export type ReviewItem = z.infer<typeof ReviewItem>;

export const ReviewPage = z.object({
  items: z.array(ReviewItem),
  next: z.string().optional(),
  /** Counts of all reviews, whatever the filter. */
  counts: z.object({
    open: z.int(),
    taken: z.int(),
    'awaiting-second': z.int(),
    escalated: z.int(),
    upheld: z.int(),
    released: z.int(),
    lapsed: z.int(),
    overdue: z.int(),
  }),
});
export type ReviewPage = z.infer<typeof ReviewPage>;

/** One step of a review. Steps never change. */
export const ReviewStep = z.object({
  seq: z.int(),
  at: z.string(),
  by: z.string(),
  kind: z.enum([
    'opened',
    'taken',
    'given-back',
    'upheld',
    'escalated',
    'release-requested',
    'release-refused',
    'released',
    'release-sent',
    'release-settled',
    'lapsed',
  ]),
  reasonCode: z.string().optional(),
  text: z.string().optional(),
  amount: z.number().optional(),
  /** The release event of this step. */
  eventId: z.string().optional(),
  /** The step's entry in the audit log. */
  audit: z.object({ day: z.string(), seq: z.int() }).optional(),
});
export type ReviewStep = z.infer<typeof ReviewStep>;

/** The expected result of the proposal by the model's curve, if there is one. Profit in minor units. */
export const WouldHaveDone = z.object({
  price: z.number().optional(),
  changePercent: z.number().optional(),
  expectedUnits: z.number().optional(),
  expectedProfit: z.number().optional(),
  /** The expected profit of the price that was in force. */
  profitOfPriceThen: z.number().optional(),
});
export type WouldHaveDone = z.infer<typeof WouldHaveDone>;

/** True, or why this person may not, as a sentence. */
const May = z.union([z.literal(true), z.string()]);

/** What a person needs for the decision. */
export const ReviewFile = z.object({
  item: ReviewItem,
  row: LedgerRow,
  evidence: z.array(Evidence),
  /** The context of the decision under review, in `evidence`. */
  context: z.int(),
  /** The product today; null if it was deleted from the catalog. */
  product: Product.nullable(),
  /** The terms of the policy version that judged. */
  terms: PolicyTerms,
  /** The terms of the version in force now, if that is another. */
  termsNow: PolicyTerms.optional(),
  stateNow: PriceState.nullable(),
  priceThen: z.object({ amount: z.number(), currency: z.string() }).optional(),
  curve: z.array(CurvePoint).optional(),
  wouldHaveDone: WouldHaveDone,
  /** The present bounds of a release, in minor units; null: no bound. Absent if nothing may be released. */
  boundsNow: z.object({ lower: z.number().nullable(), upper: z.number().nullable() }).optional(),
  history: z.array(ReviewStep),
  may: z.object({ uphold: May, release: May, confirm: May, escalate: May }),
  /** Above these a release needs a second person; absent: never. */
  secondPersonAbove: z
    .object({ amount: z.number().optional(), changePercent: z.number().optional() })
    .optional(),
  reasonCodes: z.object({
    uphold: z.array(z.string()),
    release: z.array(z.string()),
    escalate: z.array(z.string()),
  }),
});
export type ReviewFile = z.infer<typeof ReviewFile>;

const flag = z.enum(['true', 'false']).transform((word) => word === 'true');

/** The filters of the list of reviews. */
const ReviewQuery = z.strictObject({
  /** One or more, separated by commas. */
  state: z
    .string()
    .transform((words) => words.split(','))
    .pipe(z.array(ReviewState))
    .optional(),
  guardrail: z.string().min(1).optional(),
  product: z.string().min(1).optional(),
  /** A policy, or a version of it: `default@3`. */
  policy: z.string().min(1).optional(),
  overdue: flag.optional(),
  /** Reviews that the caller holds, requested or decided. */
  mine: flag.optional(),
  cursor: Cursor,
  limit: limitUpTo(200, 50),
});
export type ReviewQuery = z.infer<typeof ReviewQuery>;

const TakeNext = z.strictObject({
  guardrail: z.string().optional(),
  product: z.string().optional(),
  policy: z.string().optional(),
});
export type TakeNext = z.infer<typeof TakeNext>;

const text = z.string().trim().min(1).max(2000);
// A client has the codes as text from the review's file.
const codeOf = <Codes extends readonly [string, ...string[]]>(codes: Codes) =>
  z
    .string()
    .meta({ enum: [...codes] })
    .pipe(z.enum(codes));
const upholds = { kind: z.literal('uphold'), reasonCode: codeOf(REASON_CODES.uphold), text };
const escalates = { kind: z.literal('escalate'), reasonCode: codeOf(REASON_CODES.escalate), text };
const ids = z.array(z.string().min(1)).min(1).max(200);

const Decide = z.discriminatedUnion('kind', [
  z.strictObject(upholds),
  z.strictObject(escalates),
  z.strictObject({
    kind: z.literal('release'),
    reasonCode: codeOf(REASON_CODES.release),
    text,
    /** Absent: the proposed price. */
    amount: z.int().positive().optional(),
  }),
]);
export type Decide = z.input<typeof Decide>;
export type DecisionKind = Decide['kind'];

const DecideMany = z.discriminatedUnion('kind', [
  z.strictObject({ ids, ...upholds }),
  z.strictObject({ ids, ...escalates }),
]);
export type DecideMany = z.input<typeof DecideMany>;

export const DecidedMany = z.object({
  results: z.array(z.object({ id: z.string(), ok: z.boolean(), problem: z.string().optional() })),
});
export type DecidedMany = z.infer<typeof DecidedMany>;

const SecondWord = z.strictObject({ text });

const LOOKS_AT_REVIEWS = ['reviewer', 'auditor'] as const satisfies Route['role'];
// A lock has a step in the review but no audit entry; the routes for decisions write their own.
const DECIDES = { role: 'reviewer', effect: 'write', audit: 'own' } as const satisfies Partial<Route>;

/** Reviews of rejections. */
export const REVIEW_ROUTES = {
  'GET /reviews': {
    summary: 'A page of the reviews, earliest due time first',
    role: LOOKS_AT_REVIEWS,
    effect: 'read',
    query: ReviewQuery,
    answer: ReviewPage,
  },
  'POST /reviews/take-next': {
    ...DECIDES,
    summary: 'Lock the first matching open review; null if there is none',
    body: TakeNext,
    answer: z.object({ item: ReviewItem.nullable() }),
  },
  'POST /reviews/decide-many': {
    ...DECIDES,
    asksTwice: true,
    summary: 'Uphold or escalate several rejections',
    body: DecideMany,
    answer: DecidedMany,
  },
  'GET /reviews/:id': {
    summary: 'A review with everything needed to decide it',
    role: LOOKS_AT_REVIEWS,
    effect: 'view-evidence',
    audit: 'view-review',
    answer: ReviewFile,
  },
  'POST /reviews/:id/take': {
    ...DECIDES,
    summary: 'Take a review',
    body: Nothing,
    answer: ReviewItem,
  },
  'POST /reviews/:id/give-back': {
    ...DECIDES,
    summary: 'Give a review back',
    body: Nothing,
    answer: ReviewItem,
  },
  'POST /reviews/:id/decide': {
    ...DECIDES,
    summary: 'Uphold, release or escalate a rejection',
    body: Decide,
    answer: ReviewItem,
  },
  'POST /reviews/:id/confirm': {
    ...DECIDES,
    summary: "Confirm another person's release request",
    body: SecondWord,
    answer: ReviewItem,
  },
  'POST /reviews/:id/refuse': {
    ...DECIDES,
    summary: "Refuse another person's release request",
    body: SecondWord,
    answer: ReviewItem,
  },
} satisfies Routes;
