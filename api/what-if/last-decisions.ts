import type { Catalog } from '../../adapters/catalog.ts';
import type { Ledger } from '../../adapters/ledger.ts';
import type { DecisionRecord } from '../../domain/decision/judge-again.ts';
import { committedEvidence } from '../../domain/record/committed-evidence.ts';
import type { Evidence, LedgerRow } from '../../domain/record/ledger.ts';
import { descending } from '../../domain/values/sorting.ts';
import { shift } from '../../domain/values/time.ts';
import { decisionRecord } from '../judge-again/decision-record.ts';
import type { EndedDeps } from '../search/ended-ids.ts';
import { newestRows } from '../search/newest-rows.ts';

/** The last decisions of a policy. */
export interface LastDecisions {
  /** Newest first. */
  records: { eventId: string; record: DecisionRecord }[];
  /** How many were made before their context was kept. */
  withoutContext: number;
  /** How many lack something else: their event can't be read, or the version of their policy is gone. */
  incomplete: number;
}

interface Deps {
  ledger: Ledger;
  priceStates: EndedDeps['priceStates'];
  catalog: Catalog;
  clock: () => string;
}

interface Decided {
  row: LedgerRow;
  evidence: Evidence;
  /** Of every decision of the event. */
  all: Evidence[];
}

const DECIDED = ['priced', 'held', 'rejected', 'shadowed'] as const;
/** Other policies have decisions too: so many times as many rows are looked at, and then it is enough. */
const LOOKED_AT_MOST = 10;

/** The records of the last decisions of a policy. */
export async function lastDecisions(deps: Deps, policyId: string, last: number): Promise<LastDecisions> {
  const decided: Decided[] = [];
  const known = new Set<string>();
  let until: string | undefined;
  for (let looked = 0; decided.length < last && looked < LOOKED_AT_MOST * last; ) {
    const rows = await newestDecided(deps, last, until);
    for (const row of rows) {
      // One that was held goes by when it was accepted, so it may come once more.
      if (known.has(row.eventId)) continue;
      known.add(row.eventId);
      const all = await deps.ledger.readEvidence(row.eventId);
      const evidence = committedEvidence(row, all);
      if (evidence?.decision.policy.policyId === policyId) decided.push({ row, evidence, all });
    }
    const oldest = rows.at(-1)?.closedAt;
    if (rows.length < last || oldest === undefined) break;
    looked += rows.length;
    until = shift(oldest, -1);
  }
  const records: LastDecisions['records'] = [];
  const lacks = { context: 0, other: 0 };
  for (const { row, evidence, all } of decided.slice(0, last)) {
    const found = await decisionRecord(deps.catalog, row, evidence, all);
    if (found.found) records.push({ eventId: row.eventId, record: found.record });
    else lacks[found.lacks === 'context' ? 'context' : 'other'] += 1;
  }
  return { records, withoutContext: lacks.context, incomplete: lacks.other };
}

async function newestDecided(deps: Deps, limit: number, until: string | undefined): Promise<LedgerRow[]> {
  const lists = await Promise.all(
    DECIDED.map((outcome) => newestRows(deps, { outcome, limit, ...(until === undefined ? {} : { until }) })),
  );
  return lists
    .flat()
    .sort(descending(({ closedAt = '' }) => closedAt))
    .slice(0, limit);
}
