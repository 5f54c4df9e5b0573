import * as z from 'zod';
import type { BreakerSettings } from '../policy/breaker-settings.ts';
import type { Policy } from '../policy/policy.ts';
import type { Product } from '../product/product.ts';
import { rangeWithin } from '../state/price-history.ts';
import type { PriceState } from '../state/price-state.ts';
import { comparePercent } from '../values/money.ts';
import { Time } from '../values/time.ts';

/** Minor units; `from` is the price of the window that the one in force, `to`, is furthest from. */
const Move = z.object({ productId: z.string(), from: z.number(), to: z.number() });
type Move = z.infer<typeof Move>;

/** Why a policy was paused by its breaker. */
export const Trip = z.object({
  at: Time,
  why: z.string(),
  /** The version of the policy that was in force. */
  version: z.int().positive(),
  moved: z.int().nonnegative(),
  /** Products whose price state can't be read; each counts as one that moved. */
  unreadable: z.int().positive().optional(),
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
  // A mode that a clock which was ahead has set in the future must not blind the breaker until then.
  const lookedAt = modeSince !== undefined && modeSince <= now ? modeSince : '';
  if (price === undefined || price.since <= lookedAt) return undefined;
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
  unreadable: number;
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
      const watch = watches.get(policyId) ?? {
        policy,
        breaker,
        active: 0,
        moved: 0,
        unreadable: 0,
        named: [],
      };
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
    /** Nobody knows how far its price moved, so it counts as one that moved. */
    addUnreadable(productId: string): void {
      const watch = watchOf.get(productId);
      if (watch !== undefined) watch.unreadable += 1;
    },
    /** Whether any product is watched at all. */
    watching: (): boolean => watches.size > 0,
    trips: (): { policy: Policy; trip: Trip }[] =>
      [...watches.values()]
        .filter(trips)
        .map((watch) => ({ policy: watch.policy, trip: tripOf(watch, now) })),
  };
}

function trips({ breaker, active, moved, unreadable }: Watch): boolean {
  const faults = moved + unreadable;
  return faults >= breaker.minimumProducts && comparePercent(faults, active, breaker.sharePercent) > 0;
}

const tripOf = ({ policy, breaker, active, moved, unreadable, named }: Watch, now: string): Trip => ({
  at: now,
  why: `${moved} of ${active} active products moved by more than ${breaker.movePercent}% within ${breaker.windowHours} h${unreadable > 0 ? `, and the price states of ${unreadable} can't be read` : ''}; the policy allows ${breaker.sharePercent}% of them`,
  version: policy.version,
  moved,
  ...(unreadable > 0 ? { unreadable } : {}),
  active,
  products: named,
});
