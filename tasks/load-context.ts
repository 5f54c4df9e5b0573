import type * as z from 'zod';
import type { Catalog } from '../adapters/catalog.ts';
import type { Clock, Sleep } from '../adapters/clock.ts';
import type { Orders } from '../adapters/orders.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { markOf } from '../domain/state/price-state.ts';
import { TURN_MS, turnAt } from '../domain/state/turn.ts';
import { shift } from '../domain/values/time.ts';
import { LoadContextInput, type Loaded, readContext } from './read-context.ts';
import { task } from './task.ts';

const LOOK_AGAIN_MS = 50;
/** Longer than a turn, so that a dead holder does not block others. */
const PATIENCE_MS = 1_500;

/**
 * `readContext` in the event's turn. Of a busy product one event at a time is judged. The others look again and are
 * superseded once a newer event is decided, so they ask no model.
 */
export const loadContext = (deps: {
  catalog: Catalog;
  priceStates: PriceStates;
  orders: Orders;
  clock: Clock;
  sleep: Sleep;
}) => {
  const load = readContext(deps);
  return async (
    input: z.infer<typeof LoadContextInput>,
  ): Promise<Loaded | { next: 'duplicate' | 'fenced' }> => {
    if (input.received === 'duplicate') return { next: 'duplicate' };
    if (input.received === 'fenced') {
      // If the event was decided after the fence, that is its outcome.
      const { eventId, productId } = input.event;
      const state = productId === undefined ? undefined : await deps.priceStates.read(productId);
      const mark = state && markOf(state, eventId);
      return mark ? { next: 'settle', mark } : { next: 'fenced' };
    }
    const { eventId } = input.event;
    const until = shift(deps.clock(), PATIENCE_MS);
    for (;;) {
      const loaded = await load(input);
      if (!('context' in loaded)) return loaded;
      const { state } = loaded.context;
      const now = deps.clock();
      const turn = turnAt(state, eventId, now);
      if (turn === 'free' || now >= until) return loaded;
      const mine = { eventId, until: shift(now, TURN_MS) };
      if (turn === 'open' && (await deps.priceStates.takeTurn(state, mine, now))) return loaded;
      await deps.sleep(LOOK_AGAIN_MS);
    }
  };
};

export const LoadContext = task({ state: 'LoadContext', input: LoadContextInput, run: loadContext });
