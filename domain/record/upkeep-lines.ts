import * as z from 'zod';
import { Preview } from '../decision/preview.ts';
import { Difference, DifferenceKind } from './price-check.ts';

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
export const RollbackTotal = z.object({
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
});
export type RollbackTotal = z.infer<typeof RollbackTotal>;

/** `checked`: products so far. */
const Verification = z.union([z.object({ checked: z.int() }), z.object({ difference: Difference })]);
export type Verification = z.infer<typeof Verification>;

/** `total`: the approximate number of products to check. `unlisted`: the number of differences that are not listed. */
export const VerifyLine = z.union([
  z.object({ total: z.int() }),
  ...Verification.options,
  z.object({ unlisted: z.int() }),
]);
export type VerifyLine = z.infer<typeof VerifyLine>;

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

/** `checked`: events so far. `replay`: the progress of the archive's replay. */
export const Reconciliation = z.union([
  z.object({ checked: z.int() }),
  z.object({ missing: MissingEvent }),
  z.object({ replay: ReplayProgress }),
]);
export type Reconciliation = z.infer<typeof Reconciliation>;

export const RedriveStatus = z.enum(['redriven', 'cured', 'stays', 'would-redrive', 'would-be-cured']);

/** `cured`: the event has an outcome, so only the letter is removed. `stays`: the reason says what to do first. */
export const RedrivenLetter = z.object({
  status: RedriveStatus,
  messageId: z.string(),
  eventId: z.string().optional(),
  productId: z.string().optional(),
  /** The id of the restarted event. */
  redrivenAs: z.string().optional(),
  reason: z.string().optional(),
  /** In a dry run: the event's result in the present state, without the other events. */
  would: Preview.optional(),
});
export type RedrivenLetter = z.infer<typeof RedrivenLetter>;
