import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { allPages, type Tables } from '../../../adapters/dynamo.ts';
import type { Ledger } from '../../../adapters/ledger.ts';
import type { Retention } from '../../../adapters/retention.ts';
import { storedBytes } from './metered-tables.ts';

/** Bytes by part of the retention, and of events that put a price in force, which are kept. */
export type LedgerBytes = Record<keyof Required<Retention> | 'priced', number>;

/** The bytes that these events left in the ledger. */
export async function ledgerBytes(
  tables: Tables,
  table: string,
  ledger: Pick<Ledger, 'readEvidence'>,
  eventIds: ReadonlySet<string>,
): Promise<LedgerBytes> {
  const bytes: LedgerBytes = { rows: 0, heldEvidence: 0, evidence: 0, priced: 0 };
  const items = allPages(async (start) => {
    const page = await tables.send(new ScanCommand({ TableName: table, ExclusiveStartKey: start }));
    return { items: page.Items ?? [], next: page.LastEvaluatedKey };
  });
  for await (const item of items) {
    const { eventId, part, context, outcome } = item;
    if (!eventIds.has(eventId)) continue;
    const decisions = part.startsWith('decision#') ? await ledger.readEvidence(eventId) : [];
    const decided = decisions.find((each) => each.context === context)?.decision.outcome;
    const isPriced = outcome === 'priced' || decided === 'priced';
    const kept = part === 'row' ? 'rows' : decided === 'held' ? 'heldEvidence' : 'evidence';
    bytes[isPriced ? 'priced' : kept] += storedBytes(table, item);
  }
  return bytes;
}
