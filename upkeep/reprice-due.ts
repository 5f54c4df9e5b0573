import { batches } from '../adapters/batches.ts';
import type { Bus } from '../adapters/bus.ts';
import type { Clock } from '../adapters/clock.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { elapsedMs, MINUTE_MS, shift, stillLasts } from '../domain/values/time.ts';

const EVENTS_AT_ONCE = 100;

/** An undecided product is asked for again after this time. */
const PATIENCE_MS = 10 * MINUTE_MS;

/** The result of one run. */
export interface Repriced {
  /** Products that were repriced now. */
  repriced: number;
  /** Products that are due, including those asked for in earlier runs. */
  due: number;
  /** The longest time for which a product has been due. */
  longestOverdueMs: number;
}

/**
 * Emits `reprice` for every product whose price may change by time alone. It waits ten minutes before it asks again for a
 * product that was not decided (a decision moves `repriceAt`), so that a slow queue does not grow.
 */
export const repriceDue = (deps: { priceStates: Pick<PriceStates, 'due'>; bus: Bus; clock: Clock }) => {
  const asked = new Map<string, { repriceAt: string; until: string }>();

  async function* dueProducts(told: Repriced): AsyncGenerator<string> {
    const now = deps.clock();
    const due = new Set<string>();
    for await (const { productId, repriceAt } of deps.priceStates.due(now)) {
      due.add(productId);
      told.due += 1;
      told.longestOverdueMs = Math.max(told.longestOverdueMs, elapsedMs(repriceAt, now));
      const before = asked.get(productId);
      if (before?.repriceAt === repriceAt && stillLasts(before.until, PATIENCE_MS, now)) continue;
      asked.set(productId, { repriceAt, until: shift(now, PATIENCE_MS) });
      yield productId;
    }
    for (const productId of asked.keys()) if (!due.has(productId)) asked.delete(productId);
  }

  return async (): Promise<Repriced> => {
    const told: Repriced = { repriced: 0, due: 0, longestOverdueMs: 0 };
    for await (const products of batches(dueProducts(told), EVENTS_AT_ONCE)) {
      await deps.bus.emit(
        products.map((productId) => ({ kind: 'reprice', detail: { productId, why: 'time has passed' } })),
      );
      told.repriced += products.length;
    }
    return told;
  };
};
