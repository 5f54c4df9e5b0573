import * as z from 'zod';
import { observeStock, type SalesRate } from '../demand/sales-rate.ts';
import { type PriceEvent, tellsStock } from '../events/price-event.ts';
import { Policy } from '../policy/policy.ts';
import { Product } from '../product/product.ts';
import { PriceState, withSaneClock } from '../state/price-state.ts';
import { earlier, Time } from '../values/time.ts';
import { ModelHealth } from './model-health.ts';
import { Order } from './order.ts';

/** What a price is judged on: the product, its policy and the price state at one revision. */
export const Context = z.object({
  product: Product,
  policy: Policy,
  state: PriceState,
  /** Read where the policy asks for calibrated models only. */
  modelHealth: z.array(ModelHealth).optional(),
  /** Read for an event that acts for a person. `usedBy`: the event that the order was given to. */
  order: z.object({ order: Order, usedBy: z.string() }).optional(),
  /** Events whose marks the state holds: the next commit takes away those of closed ones. The oldest 20. */
  marks: z.array(z.string()).optional(),
  /** When it was read; absent where a context was made for a preview. */
  loadedAt: Time.optional(),
});
export type Context = z.infer<typeof Context>;

/** A context with the event and the time of the judgement. */
export interface Circumstances extends Context {
  event: PriceEvent;
  now: string;
}

/**
 * Sales seen lately, what this event tells included. Every change of stock is told, so while none is, nothing sells: time
 * that passes without one lowers the rate.
 */
export function salesRateOf({ event, state, policy, now }: Circumstances): SalesRate | undefined {
  const seen = tellsStock(event)
    ? { stock: event.stock, at: earlier(event.occurredAt, now) }
    : { stock: state.stock, at: now };
  if (seen.stock === undefined) return state.salesRate;
  return observeStock(
    withSaneClock(state, now),
    { stock: seen.stock, at: seen.at },
    policy.salesRate.halfLifeMinutes,
  );
}

/** The sellable units that the event tells, or else the last that were told; undefined when none ever were. */
export const stockOf = ({ event, state }: Pick<Circumstances, 'event' | 'state'>): number | undefined =>
  tellsStock(event) ? event.stock : state.stock;
