import * as z from 'zod';
import type { PriceEvent } from './inventory-event.ts';
import { ModelHealth } from './model-health.ts';
import { Policy } from './policy.ts';
import { PriceState, withSaneClock } from './price-state.ts';
import { Product } from './product.ts';
import { observeStock, type SalesRate } from './sales-rate.ts';
import { earlier } from './time.ts';

/** What a price is judged on: the product, its policy and the price state at one revision. */
export const Context = z.object({
  product: Product,
  policy: Policy,
  state: PriceState,
  /** Read where the policy asks for calibrated models only. */
  modelHealth: z.array(ModelHealth).optional(),
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
  const seen =
    event.kind === 'inventory'
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
  event.kind === 'inventory' ? event.stock : state.stock;
