import type { Evidence } from '../../domain/record/ledger.ts';
import { type DailyLows, lowestInThirtyDays, recordDailyLow } from '../../domain/state/price-history.ts';
import type { PriceInForce } from '../../domain/state/price-state.ts';
import { ascending } from '../../domain/values/sorting.ts';
import type { HistoryPoint } from '../routes/products.ts';

interface Known {
  /** Whether the points include the product's first event, so that every earlier price is known. */
  isWhole: boolean;
  inForce: PriceInForce | undefined;
}

/**
 * The points with the reference price of the price in force after each, where it is known: the present one from the price
 * state, others computed from all earlier prices if these are complete.
 */
export function referencePrices(
  points: readonly HistoryPoint[],
  evidence: readonly (Evidence | undefined)[],
  { isWhole, inForce }: Known,
): HistoryPoint[] {
  const walked = isWhole ? walk(points, evidence) : new Map<string, number>();
  const priced = pricedIds(points);
  let reference: number | undefined;
  const byRevision = new Map<string, number | undefined>();
  for (const { eventId } of inDecisionOrder(points)) {
    if (eventId === inForce?.eventId) reference = inForce.referencePrice;
    else if (priced.has(eventId)) reference = walked.get(eventId);
    byRevision.set(eventId, reference);
  }
  return points.map((point) => {
    const known = byRevision.get(point.eventId);
    return point.price === undefined || known === undefined ? point : { ...point, referencePrice: known };
  });
}

const pricedIds = (points: readonly HistoryPoint[]): Set<string> =>
  new Set(points.filter(({ outcome }) => outcome === 'priced').map(({ eventId }) => eventId));

// Events are decided in another order than they are accepted.
const inDecisionOrder = (points: readonly HistoryPoint[]): HistoryPoint[] =>
  points.filter(({ revision }) => revision !== undefined).sort(ascending(({ revision = 0 }) => revision));

function walk(
  points: readonly HistoryPoint[],
  evidence: readonly (Evidence | undefined)[],
): Map<string, number> {
  const decisions = new Map(
    evidence.flatMap((each) => (each ? [[each.eventId, each.decision] as const] : [])),
  );
  const references = new Map<string, number>();
  let lows: DailyLows = {};
  let before: { amount: PriceInForce['amount']; since: string } | undefined;
  for (const { eventId, outcome } of inDecisionOrder(points)) {
    const { price, decidedAt } = decisions.get(eventId) ?? {};
    if (outcome !== 'priced' || price === undefined || decidedAt === undefined) continue;
    if (before !== undefined) references.set(eventId, lowestInThirtyDays(lows, before, decidedAt));
    lows = recordDailyLow(lows, before, price, decidedAt);
    before = { amount: price, since: decidedAt };
  }
  return references;
}
