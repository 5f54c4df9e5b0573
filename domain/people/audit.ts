import * as z from 'zod';
import { Time } from '../values/time.ts';

const Hash = z.string().regex(/^[0-9a-f]{64}$/, { error: 'must be a SHA-256 in hex' });
const Day = z.iso.date();

/** An act as its caller reports it to the audit log. */
export const AuditNote = z.strictObject({
  by: z.string().min(1).max(500),
  /** The credentials that were used, if they differ from the subject. */
  as: z.string().min(1).max(2048).optional(),
  client: z.enum(['console', 'cli', 'system']),
  /** For example `evidence.view`, `review.release`, `policy.approve`, `rollback`. */
  action: z.string().min(1).max(100),
  subject: z.strictObject({ kind: z.string().min(1).max(100), id: z.string().max(500) }),
  productId: z.string().max(500).optional(),
  guardrail: z.string().max(100).optional(),
  details: z.record(z.string(), z.unknown()),
});
export type AuditNote = z.infer<typeof AuditNote>;

/** One entry of the audit log. The entries form one hash chain across all days. */
export const AuditEntry = AuditNote.extend({
  /** The UTC day of the entry. */
  day: Day,
  /** 1, 2, 3 … within the day. */
  seq: z.int().positive(),
  at: Time,
  /** The hash of the previous entry: for seq 1 the last entry of the day before, for the first entry of all `FIRST_HASH`. */
  previous: Hash,
  /** SHA-256 of the entry without `hash`, as canonical JSON. */
  hash: Hash,
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** The signed end of a day, or its signed last entry so far. `seq` and `hash` are those of the last entry. */
export const AuditHead = z.strictObject({
  day: Day,
  /** 0 for a day without entries; the hash is then that of the day before. */
  seq: z.int().nonnegative(),
  hash: Hash,
  /** Base64, Ed25519 over `${day}:${seq}:${hash}`. */
  signature: z.base64(),
  /** Base64 of the key's SubjectPublicKeyInfo. */
  publicKey: z.base64(),
  /** No entry can be added to the day. */
  closed: z.boolean(),
});
export type AuditHead = z.infer<typeof AuditHead>;

/** The signed number of entries and the end of the log. It is stored outside the log, so that deleting entries is noticed. */
export const AuditAnchor = z.strictObject({
  /** Entries since the log began, including expired ones. */
  count: z.int().nonnegative(),
  day: Day,
  seq: z.int().nonnegative(),
  hash: Hash,
  /** Base64, Ed25519 over `${count}@${day}:${seq}:${hash}`. */
  signature: z.base64(),
  publicKey: z.base64(),
});
export type AuditAnchor = z.infer<typeof AuditAnchor>;

/** The `previous` of the first entry of all. */
export const FIRST_HASH = '0'.repeat(64);

/** A search in the audit log; all given conditions must match. */
export interface AuditFilter {
  /** Times, both ends included. */
  since?: string | undefined;
  until?: string | undefined;
  action?: string | undefined;
  by?: string | undefined;
  product?: string | undefined;
  guardrail?: string | undefined;
}

/** Whether the entry matches the filter. An action that ends in `.` matches all actions with this prefix. */
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
