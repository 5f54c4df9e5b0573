import * as z from 'zod';
import type { Outcome } from '../domain/record/ledger.ts';

const Days = z.number().positive();

/**
 * Days that the ledger keeps events that put no price in force; an omitted part never expires. Rows and evidence of the others
 * never expire: a price may be in force for years, and reports on prices read them.
 */
export const Retention = z.strictObject({
  rows: Days.optional(),
  /** Evidence of decisions to hold, the majority. */
  heldEvidence: Days.optional(),
  /** Evidence of all other decisions, and results of challengers. */
  evidence: Days.optional(),
});
export type Retention = z.infer<typeof Retention>;

/** The TTL attribute of DynamoDB: seconds since the epoch. Deletion may be two days late. */
export const EXPIRES_AT = 'expiresAt';

/** The attribute for an item written at `at`, RFC 3339; empty if it never expires. */
const expiring = (at: string, days: number | undefined): { [EXPIRES_AT]?: number } =>
  days === undefined ? {} : { [EXPIRES_AT]: Math.ceil(Date.parse(at) / 1_000 + days * 86_400) };

// Set when the event ends, so that an open row never expires.
export const rowExpiry = ({ rows }: Retention, outcome: Outcome, closedAt: string) =>
  expiring(closedAt, outcome === 'priced' ? undefined : rows);

/** Days that the evidence of a decision with this outcome is kept; undefined if it never expires. */
const evidenceDays = ({ heldEvidence, evidence }: Retention, outcome: Outcome): number | undefined => {
  if (outcome === 'priced') return undefined;
  return outcome === 'held' ? heldEvidence : evidence;
};

export const evidenceExpiry = (retention: Retention, outcome: Outcome, decidedAt: string) =>
  expiring(decidedAt, evidenceDays(retention, outcome));

/** For the row of an event that was decided so: it outlives its evidence, and says how long that was kept. */
export const evidenceKept = (retention: Retention, outcome: Outcome): { evidenceDays?: number } => {
  const days = evidenceDays(retention, outcome);
  const isDecided = outcome !== 'superseded' && outcome !== 'dead-lettered';
  if (days === undefined || !isDecided || (retention.rows !== undefined && days >= retention.rows)) return {};
  return { evidenceDays: days };
};

export const challengeExpiry = ({ evidence }: Retention, challengedAt: string) =>
  expiring(challengedAt, evidence);
