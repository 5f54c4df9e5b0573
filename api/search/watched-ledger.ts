import type { Ledger } from '../../adapters/ledger.ts';
import type { Evidence } from '../../domain/record/ledger.ts';

/** Receives the writes to the ledger. */
export interface LedgerWatch {
  /** The row may have changed. `closed`: it got its outcome. */
  touched(eventId: string, closed?: boolean): void;
  /** The stored evidence of a decision. */
  decided(evidence: Evidence): void;
}

/** A ledger that reports its completed writes. */
export const watchedLedger = (ledger: Ledger, watch: LedgerWatch): Ledger => ({
  ...ledger,
  async open(opening) {
    const row = await ledger.open(opening);
    watch.touched(row.eventId);
    return row;
  },
  async putEvidence(evidence) {
    const standing = await ledger.putEvidence(evidence);
    watch.decided(standing);
    return standing;
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
