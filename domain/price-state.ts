import * as z from 'zod';
import type { Decision } from './decision.ts';
import { DemandMemory } from './demand-memory.ts';
import { BY_HAND } from './guardrails/guardrail.ts';
import type { EventKind, PriceEvent } from './inventory-event.ts';
import { Amount, Currency, PriceAmount } from './money.ts';
import {
  DailyLows,
  HourlyRanges,
  lowestInThirtyDays,
  recordDailyLow,
  recordHourlyRange,
} from './price-history.ts';
import { notePriceChange, observeStock, SalesRate } from './sales-rate.ts';
import { earlier, HOUR_MS, shift, Time } from './time.ts';
import { Turn } from './turn.ts';

/** The price that is in force for a product. `revision` is that of the decision that put it there. */
export const PriceInForce = z.object({
  amount: PriceAmount,
  currency: Currency,
  revision: z.int().positive(),
  since: Time,
  eventId: z.string(),
  /** The lowest price in force in the 30 days before this one (EU Omnibus); none for a product's first price. */
  referencePrice: PriceAmount.optional(),
});
export type PriceInForce = z.infer<typeof PriceInForce>;

/** The outcomes that a commit can leave behind for an event. */
export const CommittedOutcome = z.enum(['priced', 'held', 'rejected', 'shadowed', 'dead-lettered']);
export type CommittedOutcome = z.infer<typeof CommittedOutcome>;

/** Left by a commit until its event is closed: what the event ended in, whatever crashes afterwards. */
export const Mark = z.object({
  outcome: CommittedOutcome,
  revision: z.int().positive(),
  reason: z.string(),
  at: Time,
  /** The state of the workflow that failed; for a dead letter only. */
  stage: z.string().optional(),
});
export type Mark = z.infer<typeof Mark>;

const Movement = z.object({
  direction: z.enum(['up', 'down']).optional(),
  /** When the price last changed direction, newest last, at most 20. */
  reversals: z.array(Time).default([]),
});

/** One item a product. */
export const PriceState = z.object({
  productId: z.string(),
  /** Ours: +1 with every decision; 0 before the first. */
  revision: z.int().nonnegative(),
  /** The inventory system's, of the newest event decided. */
  sequence: z.int().nonnegative().optional(),
  stock: z.int().nonnegative().optional(),
  stockAt: Time.optional(),
  salesRate: SalesRate.optional(),
  demand: DemandMemory.optional(),
  price: PriceInForce.optional(),
  dailyLows: DailyLows.default({}),
  hourlyRanges: HourlyRanges.default({}),
  /** As `hourlyRanges`, of what the policy's breaker counts: our own moves since a person last set the price or the mode. */
  watched: HourlyRanges.optional(),
  movement: Movement.default({ reversals: [] }),
  /** Emergency cap id -> the price from before its date, fixed at the first decision under the cap. */
  frozenPrices: z.record(z.string(), Amount).default({}),
  decidedAt: Time.optional(),
  /** When time alone may change the price; the schedule asks again then. */
  repriceAt: Time.optional(),
  /** Advice alone: no promise rests on it. A commit ends it. */
  turn: Turn.optional(),
  unsettled: z.record(z.string(), Mark).default({}),
});
export type PriceState = z.infer<typeof PriceState>;

/** The mark that a commit left for the event; undefined when it was never committed, or is settled. */
export const markOf = ({ unsettled }: PriceState, eventId: string): Mark | undefined =>
  Object.hasOwn(unsettled, eventId) ? unsettled[eventId] : undefined;

/** The state of a product that nothing was decided for yet. */
export const noState = (productId: string): PriceState => PriceState.parse({ productId, revision: 0 });

/** What a commit of `decision` makes of the state that it was judged on; the mark for its event is in it. */
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
    turn: undefined,
    unsettled: { ...state.unsettled, [event.eventId]: mark },
  };
  return decision.outcome === 'priced' ? { ...next, ...putInForce(state, event, decision, revision) } : next;
}

/** What a dead letter of a known product makes of its state: the revision rises, the sequence does not. */
export function commitDeadLetter(
  state: PriceState,
  eventId: string,
  why: { stage: string; reason: string; at: string },
): PriceState {
  const revision = state.revision + 1;
  const mark: Mark = { outcome: 'dead-lettered', revision, ...why };
  // Or the schedule would send one more dead letter at every tick.
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

function takenFrom(
  event: PriceEvent,
  state: PriceState,
  { halfLifeMinutes, decidedAt }: Decision,
): Partial<PriceState> {
  if (event.kind !== 'inventory') return {};
  const at = earlier(event.occurredAt, decidedAt);
  const last = withSaneClock(state, decidedAt);
  return {
    sequence: event.sequence,
    stock: event.stock,
    // A later sequence may tell an earlier time; no stretch of time counts twice.
    stockAt: last.stockAt !== undefined && last.stockAt > at ? last.stockAt : at,
    salesRate: observeStock(last, { stock: event.stock, at }, halfLifeMinutes),
  };
}

/** The state with `stockAt` no later than `now`: a sender's clock that is ahead must not stop the rate's time. */
export const withSaneClock = (state: PriceState, now: string): PriceState =>
  state.stockAt === undefined ? state : { ...state, stockAt: earlier(state.stockAt, now) };

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
    watched: watchedAfter(state, event.kind, decision, amount),
    movement: moved(state, amount, at),
    // An inventory event tells the stock at the same time, and so begins a new stretch under the new price.
    ...(event.kind === 'inventory' ? {} : { salesRate: notePriceChange(state, at) }),
  };
}

const byHand = new Set<EventKind>(BY_HAND);

function watchedAfter(
  { price, watched = {} }: PriceState,
  kind: EventKind,
  { watch, decidedAt }: Decision,
  amount: PriceInForce['amount'],
): PriceState['watched'] {
  if (watch === undefined || byHand.has(kind)) return undefined;
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
