import type { Retention } from '../../adapters/retention.ts';
import type { Load } from './bill.ts';
import type { Measured } from './measure/measure.ts';
import { GB, HOURS_A_MONTH, PRICES } from './prices.ts';
import type { Deployed } from './template.ts';

/** What a part of the ledger comes to. */
export interface Stored {
  part: string;
  /** Of each event, whether it has this part or not. */
  bytes: number;
  /** Undefined: never expires. */
  days: number | undefined;
  /** Once as much expires as is added; of what is kept, each month's growth. */
  gb: number;
  /** A month, for what is there; of what is kept, by how much that grows with each month. */
  usd: number;
}

const PARTS: Record<keyof Measured['ledgerBytes'], { part: string; kept?: true }> = {
  rows: { part: 'rows' },
  heldEvidence: { part: 'evidence of holding' },
  evidence: { part: 'other evidence' },
  priced: { part: 'priced events, rows and evidence', kept: true },
};

/** The storage of the ledger under the stage's retention, with its index entries. */
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
