import type { Catalog } from '../../../adapters/catalog.ts';
import type { Ledger } from '../../../adapters/ledger.ts';
import { parseEvent } from '../../../domain/inventory-event.ts';
import { type Evidence, envelopeOf, type LedgerRow } from '../../../domain/ledger.ts';
import type { PriceState } from '../../../domain/price-state.ts';
import { shift } from '../../../domain/time.ts';
import type { PastDecision } from '../../../domain/what-if.ts';
import { committedEvidence } from '../../../tasks/reviews/committed.ts';
import { newestRows } from '../api/newest-rows.ts';
import { priceTimeline, stateThen } from './price-timeline.ts';

/** A decision with the event that it was about. */
export type Found = { row: LedgerRow; past: PastDecision };

interface Need {
  ledger: Ledger;
  catalog: Catalog;
  clock: () => string;
}

const DECIDED = ['priced', 'held', 'rejected', 'shadowed'] as const;
/** Other policies have decisions too: so many times as many rows are looked at, and then it is enough. */
const LOOKED_AT_MOST = 10;

/** The last decisions of a policy with what is known of how they came about, newest first; what has left the catalog is left out. */
export async function lastDecisions(need: Need, policyId: string, last: number): Promise<Found[]> {
  const found: { row: LedgerRow; evidence: Evidence }[] = [];
  let until: string | undefined;
  for (let looked = 0; found.length < last && looked < LOOKED_AT_MOST * last; ) {
    const rows = await newestDecided(need, last, until);
    for (const row of rows) {
      const evidence = await committedEvidence(need.ledger, row);
      if (evidence?.decision.policy.policyId === policyId) found.push({ row, evidence });
    }
    const oldest = rows.at(-1)?.closedAt;
    if (rows.length < last || oldest === undefined) break;
    looked += rows.length;
    until = shift(oldest, -1);
  }
  return withCircumstances(need, found.slice(0, last));
}

async function newestDecided(need: Need, limit: number, until: string | undefined): Promise<LedgerRow[]> {
  const lists = await Promise.all(
    DECIDED.map((outcome) => newestRows(need, { outcome, limit, ...(until === undefined ? {} : { until }) })),
  );
  const closedAt = (row: LedgerRow) => row.closedAt ?? '';
  return lists
    .flat()
    .sort((a, b) => (closedAt(a) < closedAt(b) ? 1 : -1))
    .slice(0, limit);
}

async function withCircumstances(
  need: Need,
  found: { row: LedgerRow; evidence: Evidence }[],
): Promise<Found[]> {
  const times = found.map(({ evidence }) => evidence.decision.decidedAt).sort();
  const [since, until] = [times[0], times.at(-1)];
  if (since === undefined || until === undefined) return [];
  const timelines = new Map<string, Awaited<ReturnType<typeof priceTimeline>>>();
  for (const { productId } of found.map(({ evidence }) => evidence))
    if (!timelines.has(productId))
      timelines.set(productId, await priceTimeline(need.ledger, productId, { since, until }));
  const all = await Promise.all(
    found.map(({ row, evidence }) =>
      circumstancesOf(need, row, evidence, timelines.get(evidence.productId) ?? []),
    ),
  );
  return all.filter((each) => each !== undefined);
}

async function circumstancesOf(
  { catalog }: Need,
  row: LedgerRow,
  { productId, context, proposal, decision }: Evidence,
  changes: Awaited<ReturnType<typeof priceTimeline>>,
): Promise<Found | undefined> {
  const { policyId, version, mode } = decision.policy;
  const [product, terms] = await Promise.all([
    catalog.product(productId),
    catalog.policyVersion(policyId, version),
  ]);
  const parsed = parseEvent(envelopeOf(row));
  if (product === undefined || terms === undefined || !parsed.ok) return undefined;
  const state = withStock(stateThen(changes, { productId, context, decision }), proposal?.evidence['stock']);
  const on = {
    product,
    policy: { ...terms, version, mode },
    state,
    event: parsed.event,
    now: decision.decidedAt,
  };
  return { row, past: { on, proposal, decision } };
}

// An event that tells no stock was judged on the one known then; any will do where the proposal does not tell it.
const withStock = (state: PriceState, stock: unknown): PriceState => ({
  ...state,
  stock: typeof stock === 'number' && Number.isSafeInteger(stock) && stock >= 0 ? stock : 1,
});
