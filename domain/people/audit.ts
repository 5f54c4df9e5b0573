import * as z from 'zod';
import { Time } from '../values/time.ts';

const Hash = z.string().regex(/^[0-9a-f]{64}$/, { error: 'must be a SHA-256 in hex' });
const Day = z.iso.date();

/** What somebody does, as whoever does it tells the audit log. */
export const AuditNote = z.strictObject({
  by: z.string().min(1).max(500),
  /** The credentials that stood for them, where these say more than who it is. */
  as: z.string().min(1).max(2048).optional(),
  client: z.enum(['console', 'cli', 'system']),
  /** Such as `evidence.view`, `review.release`, `policy.approve`, `rollback`. */
  action: z.string().min(1).max(100),
  subject: z.strictObject({ kind: z.string().min(1).max(100), id: z.string().max(500) }),
  productId: z.string().max(500).optional(),
  guardrail: z.string().max(100).optional(),
  details: z.record(z.string(), z.unknown()),
});
export type AuditNote = z.infer<typeof AuditNote>;

/** One entry of the audit log: a link of a chain of hashes, which goes on from day to day. */
export const AuditEntry = AuditNote.extend({
  /** The UTC day that it counts for. */
  day: Day,
  /** 1, 2, 3 … within the day. */
  seq: z.int().positive(),
  at: Time,
  /** The hash of the entry before; of the last one of the last day before for seq 1; `FIRST_HASH` for the very first. */
  previous: Hash,
  /** SHA-256 of the entry without `hash`, as canonical JSON. */
  hash: Hash,
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** The signed end of a day, or how far the day has come. `seq` and `hash` are those of its last entry. */
export const AuditHead = z.strictObject({
  day: Day,
  /** 0 for a day without entries; the hash is then that of the day before. */
  seq: z.int().nonnegative(),
  hash: Hash,
  /** Base64, Ed25519 over `${day}:${seq}:${hash}`. */
  signature: z.base64(),
  /** Base64 of the key's SubjectPublicKeyInfo. */
  publicKey: z.base64(),
  /** No entry can come to the day any more. */
  closed: z.boolean(),
});
export type AuditHead = z.infer<typeof AuditHead>;

/** How many entries the log has had, and its end, signed: kept outside the log, so that a log that was cut or emptied is found. */
export const AuditAnchor = z.strictObject({
  /** Entries since the log began, those included that were deleted when their time was over. */
  count: z.int().nonnegative(),
  day: Day,
  seq: z.int().nonnegative(),
  hash: Hash,
  /** Base64, Ed25519 over `${count}@${day}:${seq}:${hash}`. */
  signature: z.base64(),
  publicKey: z.base64(),
});
export type AuditAnchor = z.infer<typeof AuditAnchor>;

/** What the very first entry names as the one before it. */
export const FIRST_HASH = '0'.repeat(64);

/** What is looked for in the audit log; all that are given have to hold. */
export interface AuditFilter {
  /** Times, both ends included. */
  since?: string | undefined;
  until?: string | undefined;
  action?: string | undefined;
  by?: string | undefined;
  product?: string | undefined;
  guardrail?: string | undefined;
}

/** Whether the filter lets the entry through. An action that ends in `.` stands for all that begin so. */
export function lets(
  { since, until, action, by, product, guardrail }: AuditFilter,
  entry: AuditEntry,
): boolean {
  return (
    (since === undefined || since <= entry.at) &&
    (until === undefined || entry.at <= until) &&
    (action === undefined ||
      (action.endsWith('.') ? entry.action.startsWith(action) : entry.action === action)) &&
    (by === undefined || entry.by === by) &&
    (product === undefined || entry.productId === product) &&
    (guardrail === undefined || entry.guardrail === guardrail)
  );
}
