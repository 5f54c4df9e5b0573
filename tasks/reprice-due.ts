import type { Bus } from '../adapters/bus.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import type { Clock } from './clock.ts';

const EVENTS_AT_ONCE = 100;

/** Emits `reprice` for every product whose price time alone may have changed. */
export const repriceDue =
  (need: { priceStates: PriceStates; bus: Bus; clock: Clock }) => async (): Promise<{ repriced: number }> => {
    const now = need.clock();
    let due: string[] = [];
    let repriced = 0;
    const emit = async () => {
      await need.bus.emit(
        due.map((productId) => ({ kind: 'reprice', detail: { productId, why: 'time has passed' } })),
      );
      repriced += due.length;
      due = [];
    };
    for await (const { productId, repriceAt } of need.priceStates.all()) {
      if (repriceAt === undefined || repriceAt > now) continue;
      due.push(productId);
      if (due.length === EVENTS_AT_ONCE) await emit();
    }
    await emit();
    return { repriced };
  };
