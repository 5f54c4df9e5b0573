import * as z from 'zod';
import { PersonName } from '../../domain/people/person-name.ts';
import { ProductId } from '../../domain/product/product.ts';
import { Difference, DifferenceKind } from '../../domain/record/price-check.ts';
import { Time } from '../../domain/values/time.ts';
import { Why } from '../../domain/values/why.ts';
import { Nothing } from './fields.ts';
import type { Routes } from './route.ts';

/** The rollback of one product. Amounts in minor units. */
export const RollbackStep = z.object({
  productId: z.string(),
  currency: z.string(),
  now: z.number(),
  to: z.number(),
  /** The resulting price: the guardrails bind a rollback too. Equals `now` if they keep the price in force. */
  becomes: z.number(),
  /** Why the result is not `to`. */
  because: z.string().optional(),
  /** When the earlier price came in force, and by which event. */
  since: z.string(),
  by: z.string(),
  /** The revision of the price to replace. If another price is in force, the rollback is held. */
  onPriceRevision: z.int(),
  /** The emitted event; absent in a dry run. */
  eventId: z.string().optional(),
});
export type RollbackStep = z.infer<typeof RollbackStep>;

/** The number of products of each kind. */
export const RolledBack = z.object({
  rolledBack: z.int(),
  /** Products whose price is the same as at that time. */
  unchanged: z.int(),
  /** Products whose price in force the guardrails keep. */
  kept: z.int(),
  /** Products without a price at that time. */
  without: z.int(),
  /** Products whose state, row or evidence is unreadable. */
  unreadable: z.int(),
  retired: z.int(),
  since: z.string(),
  dryRun: z.boolean(),
});
export type RolledBack = z.infer<typeof RolledBack>;

const RollbackBody = z
  .strictObject({
    since: Time,
    productIds: z.array(ProductId).min(1).max(1000).optional(),
    policyId: z.string().min(1).max(100).optional(),
    dryRun: z.boolean().default(false),
    /** The person for whom a script asks. */
    by: PersonName.optional(),
    why: Why.optional(),
  })
  .refine(({ productIds, policyId }) => productIds === undefined || policyId === undefined, {
    error: 'name products or a policy, not both',
    path: ['policyId'],
  });

/** `total`: products to compare. `checked`: products so far. `unlisted`: the number of differences that are not listed. */
const VerifyLine = z.union([
  z.object({ total: z.int() }),
  z.object({ checked: z.int() }),
  z.object({ difference: Difference }),
  z.object({ unlisted: z.int() }),
]);

export const Verified = z.object({
  /** Compared products. */
  checked: z.int(),
  /** Number of differences by kind. */
  differences: z.partialRecord(DifferenceKind, z.int()),
  /** The longest time for which Redis has not shown a price in force. */
  unshownForMs: z.number().optional(),
});
export type Verified = z.infer<typeof Verified>;

export const RebuildProgress = z.object({
  /** Checked products with a price. */
  checked: z.int(),
  /** Prices that Redis lacked or had wrong. */
  published: z.int(),
  /** Prices in Redis that, by the record, were never in force; they were removed. */
  discarded: z.int(),
});
export type RebuildProgress = z.infer<typeof RebuildProgress>;

/** An accepted event without a ledger row. */
export const MissingEvent = z.object({
  eventId: z.string(),
  productId: z.string().optional(),
  acceptedAt: z.string(),
  /** False in a dry run, and if `kept` is set. */
  started: z.boolean(),
  /** Why it is not started and left for the next run. */
  kept: z.string().optional(),
  /** Why it can only end `held`. */
  overtaken: z.string().optional(),
});
export type MissingEvent = z.infer<typeof MissingEvent>;

/** Progress of the archive's replay. `upTo`: the time of the last replayed event. */
export const ReplayProgress = z.object({ state: z.string(), upTo: z.string().optional() });
export type ReplayProgress = z.infer<typeof ReplayProgress>;

export const Reconciled = z.object({
  /** Checked accepted events. */
  checked: z.int(),
  /** Events without a ledger row. */
  missing: z.int(),
  /** Started events among these. */
  started: z.int(),
});
export type Reconciled = z.infer<typeof Reconciled>;

/** Long jobs, which stream their answers as lines. */
export const UPKEEP_ROUTES = {
  'POST /rollback': {
    summary: 'Put the prices of an earlier time in force again',
    role: 'operator',
    effect: 'write',
    audit: 'rollback',
    body: RollbackBody,
    line: RollbackStep,
    done: RolledBack,
  },
  'GET /cache/verify': {
    summary: 'Compare Redis with the record, and the record with the ledger',
    role: 'operator',
    effect: 'read',
    line: VerifyLine,
    done: Verified,
  },
  'POST /cache/rebuild': {
    summary: 'Publish every price in force that Redis lacks or has wrong',
    role: 'operator',
    effect: 'write',
    audit: 'rebuild-cache',
    body: Nothing,
    line: RebuildProgress,
    done: RebuildProgress,
  },
  'POST /archive/reconcile': {
    summary: 'Start accepted events that are not in the ledger',
    role: 'operator',
    effect: 'write',
    audit: 'reconcile-archive',
    body: z.strictObject({ since: Time, dryRun: z.boolean().default(false) }),
    line: z.union([
      z.object({ checked: z.int() }),
      z.object({ missing: MissingEvent }),
      z.object({ replay: ReplayProgress }),
    ]),
    done: Reconciled,
  },
} satisfies Routes;
