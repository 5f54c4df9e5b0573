import { batches } from '../adapters/batches.ts';
import type { Bus } from '../adapters/bus.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import type { PriceState } from '../domain/price-state.ts';
import { MINUTE_MS, shift } from '../domain/time.ts';
import type { Clock } from './clock.ts';

const EVENTS_AT_ONCE = 100;

/** A product that was asked for and has not been decided is asked for again after this. */
const PATIENCE_MS = 10 * MINUTE_MS;

/**
 * Emits `reprice` for every product whose price time alone may have changed. One that was asked for is left alone until it
 * is decided, which moves its `repriceAt`, or for ten minutes: a queue that is behind must not grow by asking.
 */
export const repriceDue = (need: { priceStates: PriceStates; bus: Bus; clock: Clock }) => {
  const asked = new Map<string, { repriceAt: string; until: string }>();

  const isDue = ({ productId, repriceAt }: PriceState, now: string): boolean => {
    if (repriceAt === undefined || repriceAt > now) {
      asked.delete(productId);
      return false;
    }
    const before = asked.get(productId);
    if (before?.repriceAt === repriceAt && before.until > now) return false;
    asked.set(productId, { repriceAt, until: shift(now, PATIENCE_MS) });
    return true;
  };

  return async (): Promise<{ repriced: number }> => {
    let repriced = 0;
    for await (const due of batches(dueProducts(need, isDue), EVENTS_AT_ONCE)) {
      await need.bus.emit(
        due.map((productId) => ({ kind: 'reprice', detail: { productId, why: 'time has passed' } })),
      );
      repriced += due.length;
    }
    return { repriced };
  };
};

async function* dueProducts(
  { priceStates, clock }: { priceStates: PriceStates; clock: Clock },
  isDue: (state: PriceState, now: string) => boolean,
): AsyncGenerator<string> {
  const now = clock();
  for await (const state of priceStates.all()) if (isDue(state, now)) yield state.productId;
}
