import * as z from 'zod';
import { Preview } from '../decision/preview.ts';
import { Difference, DifferenceKind } from './price-check.ts';

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
export const RollbackTotal = z.object({
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
});
export type RollbackTotal = z.infer<typeof RollbackTotal>;

/** `checked`: products so far. */
const Verification = z.union([z.object({ checked: z.int() }), z.object({ difference: Difference })]);
export type Verification = z.infer<typeof Verification>;

/** `total`: about how many products there are to compare. `unlisted`: differences that get no line of their own. */
export const VerifyLine = z.union([
  z.object({ total: z.int() }),
  ...Verification.options,
  z.object({ unlisted: z.int() }),
]);
export type VerifyLine = z.infer<typeof VerifyLine>;

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
  /** Why it is not started, and is left for the next look. */
  kept: z.string().optional(),
  /** Why it can only end `held`. */
  overtaken: z.string().optional(),
});
export type MissingEvent = z.infer<typeof MissingEvent>;

/** How far the archive is with giving events back; `upTo`: the time of the last one. */
export const ReplayProgress = z.object({ state: z.string(), upTo: z.string().optional() });
export type ReplayProgress = z.infer<typeof ReplayProgress>;

/** `checked`: events so far. `replay`: how far the archive is with giving them back. */
export const Reconciliation = z.union([
  z.object({ checked: z.int() }),
  z.object({ missing: MissingEvent }),
  z.object({ replay: ReplayProgress }),
]);
export type Reconciliation = z.infer<typeof Reconciliation>;

export const RedriveStatus = z.enum(['redriven', 'cured', 'stays', 'would-redrive', 'would-be-cured']);

/** `cured`: the event has its outcome by now, so the letter only has to go. `stays`: the reason says what to do first. */
export const RedrivenLetter = z.object({
  status: RedriveStatus,
  messageId: z.string(),
  eventId: z.string().optional(),
  productId: z.string().optional(),
  /** The id that the event was started under. */
  redrivenAs: z.string().optional(),
  reason: z.string().optional(),
  /** In a dry run: what the event would come to on the present state, were it the only one. */
  would: Preview.optional(),
});
export type RedrivenLetter = z.infer<typeof RedrivenLetter>;
