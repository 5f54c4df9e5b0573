import * as z from 'zod';
import { observeStock, type SalesRate } from '../demand/sales-rate.ts';
import { type PriceEvent, tellsStock } from '../events/price-event.ts';
import { Policy } from '../policy/policy.ts';
import { Product } from '../product/product.ts';
import { PriceState, withSaneClock } from '../state/price-state.ts';
import { earlier, Time } from '../values/time.ts';
import { ModelHealth } from './model-health.ts';
import { Order } from './order.ts';

/** The inputs of a judgement: the product, its policy and the price state at one revision. */
export const Context = z.object({
  product: Product,
  policy: Policy,
  state: PriceState,
  /** Present if the policy requires calibrated models. */
  modelHealth: z.array(ModelHealth).optional(),
  /** Present for an event with an order. `usedBy`: the event that the order was given to. */
  order: z.object({ order: Order, usedBy: z.string() }).optional(),
  /** Events whose marks are in the state, the oldest 20. The next commit removes the marks of closed ones. */
  marks: z.array(z.string()).optional(),
  /** When the context was read; absent in a preview. */
  loadedAt: Time.optional(),
});
export type Context = z.infer<typeof Context>;

/** A context with the event and the time of the judgement. */
export interface Circumstances extends Context {
  event: PriceEvent;
  now: string;
}

/**
 * Recent sales, including those of this event. The inventory system reports every change of stock, so time without an event
 * lowers the rate.
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

/** The sellable units that the event reports, else the last reported; undefined if the stock was never reported. */
export const stockOf = ({ event, state }: Pick<Circumstances, 'event' | 'state'>): number | undefined =>
  tellsStock(event) ? event.stock : state.stock;
