import type * as z from 'zod';
import type { Catalog } from '../adapters/catalog.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { shift } from '../domain/time.ts';
import { TURN_MS, turnAt } from '../domain/turn.ts';
import type { Clock, Sleep } from './clock.ts';
import { type LoadContextInput, type Loaded, loadContext } from './load-context.ts';

const LOOK_AGAIN_MS = 50;
/** Longer than a turn: whoever has it and dies holds nobody up for good. */
const PATIENCE_MS = 1_500;

/**
 * `loadContext`, when it is the event's turn. Of a busy product one event at a time is judged. The others look again, and
 * are superseded as soon as a newer one is decided, so that no model is asked for them.
 */
export const loadInTurn = (need: {
  catalog: Catalog;
  priceStates: PriceStates;
  clock: Clock;
  sleep: Sleep;
}) => {
  const load = loadContext(need);
  return async (input: z.infer<typeof LoadContextInput>): Promise<Loaded> => {
    const { eventId } = input.event;
    const until = shift(need.clock(), PATIENCE_MS);
    for (;;) {
      const loaded = await load(input);
      if (!('context' in loaded)) return loaded;
      const { state } = loaded.context;
      const now = need.clock();
      const turn = turnAt(state, eventId, now);
      if (turn === 'free' || now >= until) return loaded;
      const mine = { eventId, until: shift(now, TURN_MS) };
      if (turn === 'open' && (await need.priceStates.takeTurn(state, mine, now))) return loaded;
      await need.sleep(LOOK_AGAIN_MS);
    }
  };
};
