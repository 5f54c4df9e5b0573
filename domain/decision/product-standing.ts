import type { Circumstances } from '../context/circumstances.ts';
import type { Proposal } from '../context/proposal.ts';
import { withSalesSeen } from '../context/sales-seen.ts';
import { demandBelief, NOTHING_KNOWN_CV, shapeAt } from '../demand/demand-level.ts';
import { type Observed, pendingUntil } from '../demand/demand-memory.ts';
import { hoursBetween } from '../demand/fading.ts';
import type { Sales } from '../demand/sales.ts';
import { asksFor } from '../events/price-event.ts';
import type { WatchdogSettings } from '../policy/go-live.ts';
import { expectedAt } from '../proposals/expected-at.ts';
import { begun, type Standing } from '../standing/standing.ts';
import { missingOf, priceLevelOf, salesOf, withDecision, withHours, withSales } from '../standing/tally.ts';
import { contradiction, doubtAfter, NO_DOUBT, type Period } from '../standing/watchdog.ts';

/**
 * The product's standing at this event, with the sales that it reports. It is `watching` from its first decision, and again
 * with each new model; then it goes live by the policy's terms, and the watchdog may stop it. Undefined if the policy keeps none.
 */
export function standingAt(on: Circumstances, proposal: Proposal | undefined): Standing | undefined {
  const { policy, state, now } = on;
  const { goLive, watchdog } = policy;
  if (!policy.model.use || (goLive === undefined && watchdog === undefined)) return undefined;
  const model = proposal?.source === 'model' ? proposal.by : undefined;
  const first = goLive === undefined || goLive.by === 'at-once' ? 'live' : 'watching';
  const known = state.standing;
  if (known === undefined) return asksFor(on.event) === 'market' ? begun(first, now, { model }) : undefined;
  if (model !== undefined && known.model !== undefined && known.model !== model)
    return begun(first, now, { model });
  const named = model === undefined ? known : { ...known, model };
  const hours = state.decidedAt === undefined ? 0 : hoursBetween(state.decidedAt, now);
  const seen = withObserved(
    { ...named, tally: withHours(named.tally, hours, named.kind === 'live') },
    on,
    withSalesSeen(on).observed,
  );
  return moved(seen, on, first);
}

/** The standing with the decided price: the one that the model's proposal led to, whether it is put in force or not. */
export function withDecided(
  standing: Standing,
  on: Circumstances,
  proposal: Proposal | undefined,
  price: number | undefined,
): Standing {
  if (proposal?.source !== 'model' || price === undefined) return standing;
  const { product, state } = on;
  const other = standing.kind === 'live' ? product.listPrice : (state.price?.amount ?? product.listPrice);
  const [decided, otherwise] = [expectedAt(proposal, price), expectedAt(proposal, other)];
  return {
    ...standing,
    tally: withDecision(standing.tally, {
      price,
      wanted: wantedOf(proposal),
      profits: decided && otherwise && { decided: decided.profit, otherwise: otherwise.profit },
    }),
  };
}

/** Why the decided price is only recorded; undefined if it may be put in force. */
export function reasonToWatch(
  standing: Standing | undefined,
  { policy }: Circumstances,
  proposal: Proposal | undefined,
): string | undefined {
  const [warning] = proposal?.warnings ?? [];
  if (warning !== undefined && !policy.model.despiteWarnings)
    return `watching: the model's training warns: ${warning}`;
  if (standing?.kind === 'stopped') return `stopped: ${standing.why ?? 'sales contradict the model'}`;
  if (standing?.kind !== 'watching' || policy.goLive === undefined) return undefined;
  const missing = missingOf(standing.tally, policy.goLive);
  return `watching: ${missing.length > 0 ? missing.join(', ') : 'ready, a person has to let it go live'}`;
}

function withObserved(standing: Standing, on: Circumstances, observed: Observed | undefined): Standing {
  const { product, policy, state } = on;
  const price = state.price?.amount;
  if (observed === undefined || price === undefined) return standing;
  // Sales expected by several models, or by an earlier one, say nothing about this one.
  if (observed.model === undefined || observed.model !== standing.model) return standing;
  const { soldUnits: sold, expectedUnits: expected, hours } = observed;
  const level = priceLevelOf(price, product.listPrice);
  const tally = withSales(standing.tally, level, { sold, expected });
  if (policy.watchdog === undefined) return { ...standing, tally };
  const soldOut = state.stock === sold;
  const period = { hours, sold, expected, levelCv: demandCvOf(on, state.demand?.sales), soldOut };
  return { ...standing, tally, doubt: doubtAfter(standing.doubt ?? NO_DOUBT, period, policy.watchdog) };
}

function moved(standing: Standing, on: Circumstances, first: 'watching' | 'live'): Standing {
  const { policy, now } = on;
  const { goLive, watchdog } = policy;
  if (standing.kind === 'stopped')
    return watchdog && !isCleared(standing, watchdog, now)
      ? standing
      : begun(first, now, { model: standing.model });
  const direction = watchdog && contradiction(doubtNow(standing, on, watchdog), watchdog);
  if (direction !== undefined) return stopped(standing, on, direction);
  if (standing.kind !== 'watching') return standing;
  if (goLive === undefined || goLive.by === 'at-once') return begun('live', now, { model: standing.model });
  const isReady = goLive.by === 'itself' && missingOf(standing.tally, goLive).length === 0;
  return isReady ? begun('live', now, { model: standing.model }) : standing;
}

// Nothing was sold since the last report of the stock, or it would have been reported. A later report replaces this.
function doubtNow(standing: Standing, on: Circumstances, watchdog: WatchdogSettings) {
  const doubt = standing.doubt ?? NO_DOUBT;
  const { memory } = withSalesSeen(on);
  const waiting = pendingUntil(memory, on.now);
  if (waiting?.model === undefined || waiting.model !== standing.model) return doubt;
  const silence: Period = {
    hours: hoursBetween(waiting.from, waiting.until),
    sold: 0,
    expected: waiting.units,
    levelCv: demandCvOf(on, memory.sales),
    soldOut: false,
  };
  return doubtAfter(doubt, silence, watchdog);
}

function stopped(standing: Standing, on: Circumstances, direction: 'more' | 'less'): Standing {
  const { sold, expected } = salesOf(standing.tally);
  const waiting = pendingUntil(withSalesSeen(on).memory, on.now)?.units ?? 0;
  const why = `sells ${direction} than the model can explain: ${sold.toFixed(0)} sold, ${(expected + waiting).toFixed(1)} expected`;
  return begun('stopped', on.now, { model: standing.model, why });
}

function isCleared(
  { since, tally }: Standing,
  { clears, contradictionFactor }: WatchdogSettings,
  now: string,
) {
  if (clears === undefined || hoursBetween(since, now) < clears.afterHours) return false;
  const { sold, expected } = salesOf(tally);
  const tolerated = Math.sqrt(contradictionFactor);
  return expected >= clears.minimumUnits && sold <= expected * tolerated && sold >= expected / tolerated;
}

// The coefficient of variation of the demand at the price in force, by the sales that the expectation was made from.
function demandCvOf({ product, policy, state }: Circumstances, sales: Sales | undefined): number {
  const belief = demandBelief(product, policy.model, sales);
  if (belief === undefined) return NOTHING_KNOWN_CV;
  const { level, slope, centre } = belief;
  const { listPrice } = product;
  return 1 / Math.sqrt(shapeAt(level, { sd: slope.sd, centre, listPrice }, state.price?.amount ?? listPrice));
}

function wantedOf({ amount, curve = [] }: Proposal): 'lowest' | 'highest' | 'between' {
  if (curve.length < 2) return 'between';
  if (amount === curve[0]?.price) return 'lowest';
  return amount === curve.at(-1)?.price ? 'highest' : 'between';
}
