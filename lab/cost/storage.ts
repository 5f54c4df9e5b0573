import type { Retention } from '../../adapters/retention.ts';
import type { Load } from './bill.ts';
import type { Measured } from './measure/measure.ts';
import { GB, HOURS_A_MONTH, PRICES } from './prices.ts';
import type { Deployed } from './template.ts';

/** The storage of one part of the ledger. */
export interface Stored {
  part: string;
  /** Bytes for each event, averaged over all events. */
  bytes: number;
  /** Undefined: never expires. */
  days: number | undefined;
  /** In the steady state; for parts that never expire, the growth in a month. */
  gb: number;
  /** Dollars a month; for parts that never expire, the increase with each month. */
  usd: number;
}

const PARTS: Record<keyof Measured['ledgerBytes'], { part: string; kept?: true }> = {
  rows: { part: 'rows' },
  heldEvidence: { part: 'evidence of holding' },
  evidence: { part: 'other evidence' },
  priced: { part: 'priced events, rows and evidence', kept: true },
};

/** The storage of the ledger under the stage's retention, including index entries. */
export function storageOf({ ledgerBytes, events }: Measured, deployed: Deployed, load: Load): Stored[] {
  const gbMonth = PRICES.tableGbMonth.usd + (deployed.pointInTimeRecovery ? PRICES.pitrGbMonth.usd : 0);
  return Object.entries(PARTS).map(([name, { part, kept }]) => {
    const bytes = ledgerBytes[name as keyof typeof PARTS] / events;
    const days = kept ? undefined : deployed.retention[name as keyof Retention];
    const months = days === undefined ? 1 : days / (HOURS_A_MONTH / 24);
    const gb = (bytes * load.events * months) / GB;
    return { part, bytes, days, gb, usd: gb * gbMonth };
  });
}
