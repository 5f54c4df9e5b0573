import * as z from 'zod';
import { PersonName } from '../../domain/people/person-name.ts';
import { ProductId } from '../../domain/product/product.ts';
import { Difference, DifferenceKind } from '../../domain/record/price-check.ts';
import { Time } from '../../domain/values/time.ts';
import { Why } from '../../domain/values/why.ts';
import { Nothing } from './fields.ts';
import type { Routes } from './route.ts';

/** One product whose price goes back. Amounts in minor units. */
export const RollbackStep = z.object({
  productId: z.string(),
  currency: z.string(),
  now: z.number(),
  to: z.number(),
  /** The price that would be in force, since the guardrails bind a rollback too; `now` where they leave it as it is. */
  becomes: z.number(),
  /** Why that is not `to`. */
  because: z.string().optional(),
  /** When the price came in force that it goes back to, and by which event. */
  since: z.string(),
  by: z.string(),
  /** The revision of the price that it goes back from: with another one in force it does not. */
  onPriceRevision: z.int(),
  /** The event that asks for it; none in a dry run. */
  eventId: z.string().optional(),
});
export type RollbackStep = z.infer<typeof RollbackStep>;

/** How many products there were of each kind. */
export const RolledBack = z.object({
  rolledBack: z.int(),
  /** Their price is what it was then. */
  unchanged: z.int(),
  /** The guardrails leave their price in force as it is. */
  kept: z.int(),
  /** They had no price then. */
  without: z.int(),
  /** Their state, or a row or the evidence of the price of then, can't be read. */
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
    /** Whom a script asks for. */
    by: PersonName.optional(),
    why: Why.optional(),
  })
  .refine(({ productIds, policyId }) => productIds === undefined || policyId === undefined, {
    error: 'name products or a policy, not both',
    path: ['policyId'],
  });

/** `total`: products to compare. `checked`: products so far. `unlisted`: differences that get no line of their own. */
const VerifyLine = z.union([
  z.object({ total: z.int() }),
  z.object({ checked: z.int() }),
  z.object({ difference: Difference }),
  z.object({ unlisted: z.int() }),
]);

export const Verified = z.object({
  /** Products that were compared. */
  checked: z.int(),
  /** How many differences there are of each kind that was found. */
  differences: z.partialRecord(DifferenceKind, z.int()),
  /** For how long the longest of the prices that Redis does not show has been in force. */
  unshownForMs: z.number().optional(),
});
export type Verified = z.infer<typeof Verified>;

export const RebuildProgress = z.object({
  /** Products with a price that were looked at. */
  checked: z.int(),
  /** Prices that Redis lacked, had older, or had otherwise. */
  published: z.int(),
  /** Prices that Redis showed and that were never in force, by the record: they were taken away. */
  discarded: z.int(),
});
export type RebuildProgress = z.infer<typeof RebuildProgress>;

/** An accepted event without a ledger row. */
export const MissingEvent = z.object({
  eventId: z.string(),
  productId: z.string().optional(),
  acceptedAt: z.string(),
  /** False for a dry run, and with `kept`. */
  started: z.boolean(),
  /** Why it is not started, and is left in the archive for the next look. */
  kept: z.string().optional(),
  /** Why it can only end `held`. */
  overtaken: z.string().optional(),
});
export type MissingEvent = z.infer<typeof MissingEvent>;

/** How far the archive is with giving events back; `upTo`: the time of the last one. */
export const ReplayProgress = z.object({ state: z.string(), upTo: z.string().optional() });
export type ReplayProgress = z.infer<typeof ReplayProgress>;

export const Reconciled = z.object({
  /** Accepted events that were looked at. */
  checked: z.int(),
  /** Those that had no ledger row. */
  missing: z.int(),
  /** Of these, those that were started. */
  started: z.int(),
});
export type Reconciled = z.infer<typeof Reconciled>;

/** What takes its time: each answers line by line. */
export const UPKEEP_ROUTES = {
  'POST /rollback': {
    summary: 'Put the prices of an earlier time in force again',
    role: 'operator',
    effect: 'write',
    asksTwice: true,
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
    summary: 'Publish every price in force that Redis lacks or has otherwise',
    role: 'operator',
    effect: 'write',
    asksTwice: true,
    audit: 'rebuild-cache',
    body: Nothing,
    line: RebuildProgress,
    done: RebuildProgress,
  },
  'POST /archive/reconcile': {
    summary: 'Start accepted events that are not in the ledger',
    role: 'operator',
    effect: 'write',
    asksTwice: true,
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
