import { noState } from '../../domain/state/price-state.ts';
import { shift } from '../../domain/values/time.ts';
import { priceAt } from '../../upkeep/price-at.ts';
import type { PriceAt } from '../routes/reports.ts';
import type { ReportDeps } from './deps.ts';
import { priceTimeline } from './price-timeline.ts';

/** The price in force at a time with its decision, and the price that shoppers still saw if it was not published yet. */
export async function priceAtReport(deps: ReportDeps, productId: string, at: string): Promise<PriceAt> {
  const { ledger, clock } = deps;
  const state = (await deps.priceStates.read(productId)) ?? noState(productId);
  const then = await priceAt(ledger, state, at);
  if (then === undefined) return { productId, at };
  const { amount, currency, revision, eventId, since } = then;
  const [row, evidence, later] = await Promise.all([
    ledger.read(eventId),
    ledger.readEvidence(eventId),
    priceTimeline(ledger, productId, { since, until: clock(), before: 0 }),
  ]);
  const judged = evidence.find(({ context }) => context === revision - 1);
  const next = later.find((change) => change.revision > revision);
  const shown = row?.publishedAt !== undefined && row.publishedAt <= at;
  const before = shown ? undefined : await priceAt(ledger, state, shift(since, -1));
  return {
    productId,
    at,
    price: amount,
    currency,
    revision,
    eventId,
    inForceSince: since,
    ...(row?.publishedAt === undefined ? {} : { publishedAt: row.publishedAt }),
    ...(next === undefined ? {} : { inForceUntil: next.at }),
    ...(before === undefined
      ? {}
      : { shownBefore: { price: before.amount, currency: before.currency, eventId: before.eventId } }),
    ...(judged ? { evidence: judged } : {}),
    ...(row ? { row } : {}),
  };
}
