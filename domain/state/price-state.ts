import * as z from 'zod';
import { DemandMemory } from '../demand/demand-memory.ts';
import { SalesRate } from '../demand/sales-rate.ts';
import { Amount, Currency, PriceAmount } from '../values/money.ts';
import { earlier, Time } from '../values/time.ts';
import { DailyLows, HourlyRanges } from './price-history.ts';
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

/** The state with `stockAt` no later than `now`: a sender's clock that is ahead must not stop the rate's time. */
export const withSaneClock = (state: PriceState, now: string): PriceState =>
  state.stockAt === undefined ? state : { ...state, stockAt: earlier(state.stockAt, now) };
