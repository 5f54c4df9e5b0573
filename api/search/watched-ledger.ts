import type { Ledger } from '../../adapters/ledger.ts';
import type { Evidence } from '../../domain/record/ledger.ts';

/** Told of what is written to the ledger. */
export interface LedgerWatch {
  /** The row may have changed; `closed`: by this it got its outcome. */
  touched(eventId: string, closed?: boolean): void;
  /** The evidence that stands for a decision. */
  decided(evidence: Evidence): void;
}

/** The ledger, which tells of its writes once they are made. */
export const watchedLedger = (ledger: Ledger, watch: LedgerWatch): Ledger => ({
  ...ledger,
  async open(opening) {
    const row = await ledger.open(opening);
    watch.touched(row.eventId);
    return row;
  },
  async putEvidence(evidence) {
    const stored = await ledger.putEvidence(evidence);
    watch.decided(stored);
    return stored;
  },
  async close(eventId, closing) {
    const closed = await ledger.close(eventId, closing);
    watch.touched(eventId, closed);
    return closed;
  },
  async noteRedriven(eventId, redrivenAs) {
    const noted = await ledger.noteRedriven(eventId, redrivenAs);
    watch.touched(eventId);
    return noted;
  },
});
