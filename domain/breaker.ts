import * as z from 'zod';
import { comparePercent } from './money.ts';
import type { Policy } from './policy.ts';
import { rangeWithin } from './price-history.ts';
import type { PriceState } from './price-state.ts';
import type { Product } from './product.ts';
import { Time } from './time.ts';

/** When a policy pauses itself: too many of its products moved too far in too short a time. */
export const BreakerSettings = z.strictObject({
  /** More than this share of the policy's active products … */
  sharePercent: z.number().nonnegative().lt(100),
  /** … is further than this away from some price that was in force … */
  movePercent: z.number().positive().max(1000),
  /** … in the last hours, whole UTC hours. */
  windowHours: z.int().min(1).max(24),
  /** Fewer products that moved never trip it: of three products, one is a third. */
  minimumProducts: z.int().positive(),
});
export type BreakerSettings = z.infer<typeof BreakerSettings>;

/** Minor units; `from` is the price of the window that the one in force, `to`, is furthest from. */
const Move = z.object({ productId: z.string(), from: z.number(), to: z.number() });
type Move = z.infer<typeof Move>;

/** Why a policy was paused by its breaker. */
export const Trip = z.object({
  at: Time,
  why: z.string(),
  /** The version of the policy that was in force. */
  version: z.int().positive(),
  moved: z.int().positive(),
  active: z.int().positive(),
  /** Some of those that moved. */
  products: z.array(Move),
});
export type Trip = z.infer<typeof Trip>;

/** It is kept beside the mode, which every event reads. */
const PRODUCTS_NAMED = 20;

/** Whether the policy is paused by this trip, and not by a person. */
export const isTripped = (
  { mode, modeSince }: Pick<Policy, 'mode' | 'modeSince'>,
  trip: Trip | undefined,
): trip is Trip => mode === 'paused' && trip !== undefined && trip.at === modeSince;

/**
 * How far our own events moved the price within the window; undefined where it is no further than the breaker allows. What
 * happened before the policy got its mode does not count: a person has looked at it.
 */
export function moveOf(
  { productId, price, watched = {} }: PriceState,
  { movePercent, windowHours }: BreakerSettings,
  now: string,
  modeSince?: string,
): Move | undefined {
  if (price === undefined || (modeSince !== undefined && price.since <= modeSince)) return undefined;
  const to = price.amount;
  const { lowest, highest } = rangeWithin(watched, to, now, windowHours);
  if (comparePercent(to - lowest, lowest, movePercent) > 0) return { productId, from: lowest, to };
  if (comparePercent(highest - to, highest, movePercent) > 0) return { productId, from: highest, to };
  return undefined;
}

interface Watch {
  policy: Policy;
  breaker: BreakerSettings;
  active: number;
  moved: number;
  named: Move[];
}

/** Counts the moves of every live policy with a breaker: first all products, then all states. */
export function moveTally(now: string) {
  const watches = new Map<string, Watch>();
  const watchOf = new Map<string, Watch>();
  return {
    addProduct({ productId, status }: Pick<Product, 'productId' | 'status'>, policy: Policy): void {
      const { policyId, breaker, mode } = policy;
      if (status !== 'active' || mode !== 'live' || breaker === undefined) return;
      const watch = watches.get(policyId) ?? { policy, breaker, active: 0, moved: 0, named: [] };
      watches.set(policyId, watch);
      watchOf.set(productId, watch);
      watch.active += 1;
    },
    addState(state: PriceState): void {
      const watch = watchOf.get(state.productId);
      const move = watch && moveOf(state, watch.breaker, now, watch.policy.modeSince);
      if (watch === undefined || move === undefined) return;
      watch.moved += 1;
      if (watch.named.length < PRODUCTS_NAMED) watch.named.push(move);
    },
    /** Whether any product is watched at all. */
    watching: (): boolean => watches.size > 0,
    trips: (): { policy: Policy; trip: Trip }[] =>
      [...watches.values()]
        .filter(trips)
        .map((watch) => ({ policy: watch.policy, trip: tripOf(watch, now) })),
  };
}

const trips = ({ breaker, active, moved }: Watch): boolean =>
  moved >= breaker.minimumProducts && comparePercent(moved, active, breaker.sharePercent) > 0;

const tripOf = ({ policy, breaker, active, moved, named }: Watch, now: string): Trip => ({
  at: now,
  why: `${moved} of ${active} active products moved by more than ${breaker.movePercent}% within ${breaker.windowHours} h; the policy allows ${breaker.sharePercent}% of them`,
  version: policy.version,
  moved,
  active,
  products: named,
});
