import { batches } from '../adapters/batches.ts';
import type { Bus } from '../adapters/bus.ts';
import type { Clock } from '../adapters/clock.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { elapsedMs, MINUTE_MS, shift, stillLasts } from '../domain/values/time.ts';

const EVENTS_AT_ONCE = 100;

/** A product that was asked for and has not been decided is asked for again after this. */
const PATIENCE_MS = 10 * MINUTE_MS;

/** What one look found and did. */
export interface Repriced {
  /** Products that were asked for now. */
  repriced: number;
  /** Products whose price time may have changed, those included that were asked for a while ago. */
  due: number;
  /** For how long the longest of them has been due. */
  longestOverdueMs: number;
}

/**
 * Emits `reprice` for every product whose price time alone may have changed. One that was asked for is left alone until it
 * is decided, which moves its `repriceAt`, or for ten minutes: a queue that is behind must not grow by asking.
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
