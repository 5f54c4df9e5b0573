import type { Ledger } from '../../adapters/ledger.ts';
import type { Evidence, LedgerRow } from '../../domain/record/ledger.ts';

/** The evidence of the decision in which the event ended; undefined if it ended without one. */
export async function committedEvidence(ledger: Ledger, row: LedgerRow): Promise<Evidence | undefined> {
  const { eventId, revision } = row;
  if (revision === undefined) return undefined;
  return (await ledger.readEvidence(eventId)).find(({ context }) => context === revision - 1);
}
