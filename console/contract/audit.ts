/** One entry of the audit log. Each names the hash of the one before, so that none can be changed, removed or put in between. */
export interface AuditEntry {
  /** The UTC day, such as `2026-11-25`. */
  day: string;
  /** 1, 2, 3 … within the day. */
  seq: number;
  at: string;
  by: string;
  client: 'console' | 'cli' | 'system';
  /** Such as `evidence.view`, `review.release`, `policy.approve`, `rollback`, `redrive`. */
  action: string;
  subject: { kind: string; id: string };
  productId?: string;
  guardrail?: string;
  details: Record<string, unknown>;
  /** SHA-256 (hex) of the entry before; for seq 1 that of the last entry of the last day before; 64 zeros for the very first. */
  previous: string;
  /** SHA-256 (hex) of this entry without `hash`, as canonical JSON (RFC 8785). */
  hash: string;
}

/** The signed end of a day, or how far the day has come. */
export interface AuditHead {
  day: string;
  seq: number;
  hash: string;
  /** Base64, Ed25519 over `${day}:${seq}:${hash}`. */
  signature: string;
  /** Base64 of the key's SubjectPublicKeyInfo. */
  publicKey: string;
  /** False for a day that more entries may come to. */
  closed: boolean;
}

export interface AuditPage {
  /** Newest first. */
  entries: AuditEntry[];
  next?: string;
}

export interface AuditDays {
  /** Newest first. */
  days: AuditHead[];
  /** Entries of older days are deleted, their heads are kept; absent: never. */
  retentionDays?: number;
}

export interface AuditVerification {
  ok: boolean;
  /** How many entries were looked at. */
  entries: number;
  /** What is wrong first, where something is. */
  problem?: string;
}
