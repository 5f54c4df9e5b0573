import type { Decision } from '../../domain/decision/decision.ts';
import { noState } from '../../domain/state/price-state.ts';
import { ascending } from '../../domain/values/sorting.ts';
import { DAY_MS, shift } from '../../domain/values/time.ts';
import { priceAt } from '../../upkeep/price-at.ts';
import type { PriceReduction } from '../routes/reports.ts';
import type { ReportDeps } from './deps.ts';
import { type PriceChange, priceTimeline, stateAfter } from './price-timeline.ts';

const WINDOW_MS = 30 * DAY_MS;
/** How far back to search for the price in force at the beginning of the window. */
const LOOK_BACK_MS = 120 * DAY_MS;

/**
 * The basis of a price reduction, from the ledger: the lowest price in force in the 30 days before the price of that time
 * came in force (Directive 98/6/EC, article 6a, as added by (EU) 2019/2161). Also the reference price that readers saw.
 */
export async function priceReduction(
  deps: ReportDeps,
  productId: string,
  at: string,
): Promise<PriceReduction> {
  const state = (await deps.priceStates.read(productId)) ?? noState(productId);
  const then = await priceAt(deps.ledger, state, at);
  if (then === undefined) return { productId, at, lows: [] };
  const { amount, currency, revision, since } = then;
  const changes = await priceTimeline(deps.ledger, productId, { since, until: at, before: LOOK_BACK_MS });
  const upTo = changes.filter((change) => change.revision <= revision);
  const evidence = (await deps.ledger.readEvidence(then.eventId)).find(
    ({ context }) => context === revision - 1,
  );
  const remade = evidence && stateAfter(upTo, { productId, like: evidence.decision as Decision });
  const referencePrice =
    state.price?.revision === revision ? state.price.referencePrice : remade?.price?.referencePrice;
  const lowest = lowestPrior(upTo, { since, revision });
  const reduced = referencePrice !== undefined && amount < referencePrice;
  return {
    productId,
    at,
    currency,
    price: amount,
    inForceSince: since,
    ...(referencePrice === undefined ? {} : { referencePrice }),
    ...(lowest === undefined
      ? {}
      : { lowestPrior: { amount: lowest.amount, at: lowest.at, eventId: lowest.eventId } }),
    ...(reduced ? { reductionPercent: ((referencePrice - amount) / referencePrice) * 100 } : {}),
    ...(referencePrice === undefined || lowest === undefined ? {} : { ok: referencePrice <= lowest.amount }),
    lows: Object.entries(remade?.dailyLows ?? {})
      .map(([day, low]) => ({ day, amount: low }))
      .filter(({ day }) => day >= shift(since, -WINDOW_MS).slice(0, 10))
      .sort(ascending(({ day }) => day)),
  };
}

/** The lowest price in force in the window, including the price at its beginning. */
function lowestPrior(
  changes: readonly PriceChange[],
  { since, revision }: { since: string; revision: number },
): PriceChange | undefined {
  const from = shift(since, -WINDOW_MS);
  const before = changes.filter((change) => change.revision < revision);
  const began = before.filter((change) => change.at <= from).at(-1);
  const inWindow = before.filter((change) => change.at > from);
  return [...(began ? [began] : []), ...inWindow].reduce<PriceChange | undefined>(
    (low, change) => (low === undefined || change.amount < low.amount ? change : low),
    undefined,
  );
}
