import * as z from 'zod';
import type { BreakerSettings } from '../policy/breaker-settings.ts';
import type { Policy } from '../policy/policy.ts';
import type { Product } from '../product/product.ts';
import { rangeWithin } from '../state/price-history.ts';
import type { PriceState } from '../state/price-state.ts';
import { comparePercent } from '../values/money.ts';
import { Time } from '../values/time.ts';

/** Minor units. `to` is the price in force, `from` the price of the window that is furthest from it. */
const Move = z.object({ productId: z.string(), from: z.number(), to: z.number() });
type Move = z.infer<typeof Move>;

/** Why a policy was paused by its breaker. */
export const Trip = z.object({
  at: Time,
  why: z.string(),
  /** The version in force at the trip. */
  version: z.int().positive(),
  moved: z.int().nonnegative(),
  /** Products with an unreadable price state; each counts as moved. */
  unreadable: z.int().positive().optional(),
  active: z.int().positive(),
  /** Some of the moved products. */
  products: z.array(Move),
});
export type Trip = z.infer<typeof Trip>;

/** The trip is stored beside the mode, which every event reads, so its list is short. */
const PRODUCTS_NAMED = 20;

/** Whether the policy is paused by this trip, and not by a person. */
export const isTripped = (
  { mode, modeSince }: Pick<Policy, 'mode' | 'modeSince'>,
  trip: Trip | undefined,
): trip is Trip => mode === 'paused' && trip !== undefined && trip.at === modeSince;

/**
 * The largest move that our own events made within the window; undefined if it is within the breaker's limit. Moves before
 * the policy's mode was set do not count, because a person has reviewed them.
 */
export function moveOf(
  { productId, price, watched = {} }: PriceState,
  { movePercent, windowHours }: BreakerSettings,
  now: string,
  modeSince?: string,
): Move | undefined {
  // A mode time in the future comes from a fast clock. It must not disable the breaker until then.
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

/** Counts the moves under every live policy with a breaker. Add all products first, then all states. */
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
    /** Counts an unreadable state as a product that moved. */
    addUnreadable(productId: string): void {
      const watch = watchOf.get(productId);
      if (watch !== undefined) watch.unreadable += 1;
    },
    /** Whether any policy has a breaker, so that states need to be read. */
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
