import * as z from 'zod';
import { DemandMemory } from '../demand/demand-memory.ts';
import { SalesRate } from '../demand/sales-rate.ts';
import { Standing } from '../standing/standing.ts';
import { Amount, Currency, PriceAmount } from '../values/money.ts';
import { earlier, Time } from '../values/time.ts';
import { AnswerInForce } from './model-answer.ts';
import { DailyLows, HourlyRanges } from './price-history.ts';
import { Supply } from './supply.ts';
import { Turn } from './turn.ts';

/** The price in force of a product. `revision` is that of the decision that set it. */
export const PriceInForce = z.object({
  amount: PriceAmount,
  currency: Currency,
  revision: z.int().positive(),
  since: Time,
  eventId: z.string(),
  /** The lowest price in force in the 30 days before this one (EU Omnibus); absent for a product's first price. */
  referencePrice: PriceAmount.optional(),
});
export type PriceInForce = z.infer<typeof PriceInForce>;

/** The outcomes that a commit can give an event. */
export const CommittedOutcome = z.enum(['priced', 'held', 'rejected', 'shadowed', 'dead-lettered']);
export type CommittedOutcome = z.infer<typeof CommittedOutcome>;

/** The event's outcome, stored by its commit until the event is closed, so that a crash can't change it. */
export const Mark = z.object({
  outcome: CommittedOutcome,
  revision: z.int().positive(),
  reason: z.string(),
  at: Time,
  /** The failed state of the workflow; only for a dead letter. */
  stage: z.string().optional(),
});
export type Mark = z.infer<typeof Mark>;

const Movement = z.object({
  direction: z.enum(['up', 'down']).optional(),
  /** When the price changed direction, newest last, at most 20. */
  reversals: z.array(Time).default([]),
});

/** One item for each product. */
export const PriceState = z.object({
  productId: z.string(),
  /** Ours: +1 with every decision; 0 before the first. */
  revision: z.int().nonnegative(),
  /** The inventory system's sequence of the newest decided event. */
  sequence: z.int().nonnegative().optional(),
  stock: z.int().nonnegative().optional(),
  stockAt: Time.optional(),
  salesRate: SalesRate.optional(),
  demand: DemandMemory.optional(),
  /** Absent until the stock is seen by a version that keeps it. */
  supply: Supply.optional(),
  /** Absent if the policy watches no products, or before the first decision. */
  standing: Standing.optional(),
  price: PriceInForce.optional(),
  modelAnswer: AnswerInForce.optional(),
  dailyLows: DailyLows.default({}),
  hourlyRanges: HourlyRanges.default({}),
  /** Like `hourlyRanges`, for the policy's breaker: only our own moves since a person last set the price or the mode. */
  watched: HourlyRanges.optional(),
  movement: Movement.default({ reversals: [] }),
  /** Emergency cap id -> the price from before its date, stored at the first decision under the cap. */
  frozenPrices: z.record(z.string(), Amount).default({}),
  decidedAt: Time.optional(),
  /** When time alone may change the price; the schedule then reprices it. */
  repriceAt: Time.optional(),
  /** Advice only: no promise depends on it. A commit ends it. */
  turn: Turn.optional(),
  unsettled: z.record(z.string(), Mark).default({}),
});
export type PriceState = z.infer<typeof PriceState>;

/** The event's mark; undefined if it was never committed or its mark was removed. */
export const markOf = ({ unsettled }: PriceState, eventId: string): Mark | undefined =>
  Object.hasOwn(unsettled, eventId) ? unsettled[eventId] : undefined;

/** The initial state of a product. */
export const noState = (productId: string): PriceState => PriceState.parse({ productId, revision: 0 });

/** The state with `stockAt` at most `now`: a sender's fast clock must not stop the rate's time. */
export const withSaneClock = (state: PriceState, now: string): PriceState =>
  state.stockAt === undefined ? state : { ...state, stockAt: earlier(state.stockAt, now) };
