import { judgedAs } from '../context/judged-as.ts';
import { notePriceChange, observeStock } from '../demand/sales-rate.ts';
import { shortenedRate } from '../demand/shortened.ts';
import type { AsksFor } from '../events/kind.ts';
import { isSequenced, type PriceEvent, tellsStock } from '../events/price-event.ts';
import { lowestInThirtyDays, recordDailyLow, recordHourlyRange } from '../state/price-history.ts';
import { type Mark, type PriceInForce, type PriceState, withSaneClock } from '../state/price-state.ts';
import { seeStock } from '../state/supply.ts';
import { earlier, HOUR_MS, shift } from '../values/time.ts';
import type { Decision } from './decision.ts';

/** The price state after a commit of `decision`, including the event's mark. `state` is the one it was judged on. */
export function commitDecision(state: PriceState, event: PriceEvent, decision: Decision): PriceState {
  const revision = state.revision + 1;
  const mark: Mark = { outcome: decision.outcome, revision, reason: decision.reason, at: decision.decidedAt };
  const next: PriceState = {
    ...state,
    ...takenFrom(event, state, decision),
    revision,
    decidedAt: decision.decidedAt,
    repriceAt: decision.repriceAt,
    frozenPrices: decision.frozenPrices,
    demand: decision.demand,
    standing: decision.standing,
    turn: undefined,
    unsettled: { ...state.unsettled, [event.eventId]: mark },
  };
  return withAnswer(
    decision.outcome === 'priced' ? { ...next, ...putInForce(state, event, decision, revision) } : next,
    decision,
  );
}

const withAnswer = (next: PriceState, { modelAnswer }: Decision): PriceState =>
  modelAnswer === undefined || next.price === undefined
    ? next
    : { ...next, modelAnswer: { ...modelAnswer, priceRevision: next.price.revision } };

/** The price state after a dead letter: the revision rises, the sequence does not. */
export function commitDeadLetter(
  state: PriceState,
  eventId: string,
  why: { stage: string; reason: string; at: string },
): PriceState {
  const revision = state.revision + 1;
  const mark: Mark = { outcome: 'dead-lettered', revision, ...why };
  // Without this the schedule would send another dead letter at every tick.
  const due = state.repriceAt !== undefined && state.repriceAt <= why.at;
  const repriceAt = due ? shift(why.at, HOUR_MS) : state.repriceAt;
  return {
    ...state,
    revision,
    repriceAt,
    turn: undefined,
    unsettled: { ...state.unsettled, [eventId]: mark },
  };
}

function takenFrom(event: PriceEvent, state: PriceState, decision: Decision): Partial<PriceState> {
  return { ...sequenceIn(event), ...stockIn(event, state, decision) };
}

const sequenceIn = (event: PriceEvent): Partial<PriceState> =>
  isSequenced(event) ? { sequence: event.sequence } : {};

function stockIn(
  event: PriceEvent,
  state: PriceState,
  { halfLifeMinutes, decidedAt }: Decision,
): Partial<PriceState> {
  if (!tellsStock(event)) return {};
  const at = earlier(event.occurredAt, decidedAt);
  const last = withSaneClock(state, decidedAt);
  // A later sequence may carry an earlier time. No period may count twice.
  const stockAt = last.stockAt !== undefined && last.stockAt > at ? last.stockAt : at;
  return {
    stock: event.stock,
    stockAt,
    supply: seeStock(state.supply, state.stock, {
      stock: event.stock,
      at: stockAt,
      expectedAt: event.expectedRestockAt,
    }),
    salesRate: shortenedRate(observeStock(last, { stock: event.stock, at }, halfLifeMinutes)),
  };
}

function putInForce(
  state: PriceState,
  event: PriceEvent,
  decision: Decision,
  revision: number,
): Partial<PriceState> {
  const { price: amount, currency, decidedAt: at } = decision;
  if (amount === undefined) throw new RangeError('a priced decision without a price');
  const before = state.price;
  const inForce: PriceInForce = { amount, currency, revision, since: at, eventId: event.eventId };
  if (before !== undefined) inForce.referencePrice = lowestInThirtyDays(state.dailyLows, before, at);
  return {
    price: inForce,
    dailyLows: recordDailyLow(state.dailyLows, before, amount, at),
    hourlyRanges: recordHourlyRange(state.hourlyRanges, before, amount, at),
    watched: watchedAfter(state, judgedAs({ event, state }), decision, amount),
    movement: moved(state, amount, at),
    // An event with stock starts a new period under the new price at the same time.
    ...(tellsStock(event) ? {} : { salesRate: shortenedRate(notePriceChange(state, at)) }),
  };
}

function watchedAfter(
  { price, watched = {} }: PriceState,
  asked: AsksFor,
  { watch, decidedAt }: Decision,
  amount: PriceInForce['amount'],
): PriceState['watched'] {
  if (watch === undefined || asked !== 'market') return undefined;
  const looked = price !== undefined && watch.since !== undefined && price.since <= watch.since;
  return recordHourlyRange(looked ? {} : watched, price, amount, decidedAt);
}

const KEPT_REVERSALS = 20;

function moved({ price, movement }: PriceState, to: number, at: string): PriceState['movement'] {
  if (price === undefined || price.amount === to) return movement;
  const direction = to > price.amount ? 'up' : 'down';
  const reversed = movement.direction !== undefined && movement.direction !== direction;
  return {
    direction,
    reversals: (reversed ? [...movement.reversals, at] : movement.reversals).slice(-KEPT_REVERSALS),
  };
}
