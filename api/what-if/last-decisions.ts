import type { Catalog } from '../../adapters/catalog.ts';
import type { Ledger } from '../../adapters/ledger.ts';
import type { DecisionRecord } from '../../domain/decision/judge-again.ts';
import type { Evidence, LedgerRow } from '../../domain/record/ledger.ts';
import { descending } from '../../domain/values/sorting.ts';
import { shift } from '../../domain/values/time.ts';
import { decisionRecord } from '../../tasks/decision-record.ts';
import type { EndedDeps } from '../search/ended-ids.ts';
import { newestRows } from '../search/newest-rows.ts';

/** The last decisions of a policy. */
export interface LastDecisions {
  /** Newest first. */
  records: { eventId: string; record: DecisionRecord }[];
  /** The number of decisions made before contexts were recorded. */
  withoutContext: number;
  /** The number of other incomplete ones: the event is unreadable, or its policy version is gone. */
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
  /** The evidence of all decisions of the event. */
  all: Evidence[];
}

const DECIDED = ['priced', 'held', 'rejected', 'shadowed'] as const;
/** Rows include those of other policies, so it reads at most this many times as many rows. */
const LOOKED_AT_MOST = 10;

/** The records of the last decisions of a policy. */
export async function lastDecisions(deps: Deps, policyId: string, last: number): Promise<LastDecisions> {
  const decided: Decided[] = [];
  const known = new Set<string>();
  let until: string | undefined;
  for (let looked = 0; decided.length < last && looked < LOOKED_AT_MOST * last; ) {
    const rows = await newestDecided(deps, last, until);
    for (const row of rows) {
      // A held event is found by acceptance, so it may come twice.
      if (known.has(row.eventId)) continue;
      known.add(row.eventId);
      const all = await deps.ledger.readEvidence(row.eventId);
      const evidence = all.find(({ context }) => context + 1 === row.revision);
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
