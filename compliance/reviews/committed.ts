import type { Ledger } from '../../adapters/ledger.ts';
import type { Evidence, LedgerRow } from '../../domain/record/ledger.ts';

/** The evidence of the decision that the event ended in; undefined where it ended without one. */
export async function committedEvidence(ledger: Ledger, row: LedgerRow): Promise<Evidence | undefined> {
  const { eventId, revision } = row;
  if (revision === undefined) return undefined;
  return (await ledger.readEvidence(eventId)).find(({ context }) => context === revision - 1);
}
