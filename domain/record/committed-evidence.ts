import type { Evidence, LedgerRow } from './ledger.ts';

// Not imported: the page imports this file, so it may import types alone.
const DAY_MS = 86_400_000;

/** The evidence of the decision that the event's row was closed or fenced with; undefined without one, or when it has expired. */
export const committedEvidence = <Decided extends { context: number }>(
  row: { revision?: number | undefined },
  evidence: readonly Decided[],
): Decided | undefined => evidence.find(({ context }) => context + 1 === row.revision);

/** Whether the event ended by a decision whose evidence is not among what was found: it has expired. */
const hasExpired = (row: LedgerRow, found: readonly Evidence[]): boolean =>
  row.revision !== undefined &&
  row.outcome !== 'dead-lettered' &&
  row.outcome !== 'superseded' &&
  committedEvidence(row, found) === undefined;

/** Why the evidence of the event's decision is not there; undefined where it is, or where there is none. */
export function expiryText(row: LedgerRow, found: readonly Evidence[]): string | undefined {
  if (!hasExpired(row, found)) return undefined;
  const { closedAt, evidenceDays } = row;
  if (closedAt === undefined || evidenceDays === undefined)
    return 'The evidence of its decision has expired and was deleted.';
  // It counts from the decision, which is seconds before the close.
  const on = new Date(Date.parse(closedAt) + evidenceDays * DAY_MS).toISOString().slice(0, 10);
  return `The evidence of its decision expired on ${on}, kept for ${evidenceDays} days.`;
}
