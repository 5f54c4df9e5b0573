import { type Preview, previewDecision } from '../domain/decision/preview.ts';
import type { PriceEvent } from '../domain/events/price-event.ts';
import { SequenceJump, UnknownOrder, UnknownPolicy, UnknownProduct } from '../domain/values/errors.ts';
import { readContext } from '../tasks/read-context.ts';

/** What the workflow would do with the event in the present state. Reads what LoadContext reads, and writes nothing. */
export const previewEvent =
  (deps: Parameters<typeof readContext>[0]) =>
  async (event: PriceEvent): Promise<Preview> => {
    try {
      // A preview must not use up the order.
      const orders = { ...deps.orders, use: async (_: string, eventId: string) => eventId };
      const loaded = await readContext({ ...deps, orders })({ event });
      if (loaded.next === 'settle') return { outcome: loaded.mark.outcome, reason: loaded.mark.reason };
      if (loaded.next === 'supersede') return { outcome: 'superseded', reason: loaded.reason };
      return previewDecision({ ...loaded.context, event, now: deps.clock() });
    } catch (error) {
      if (!DEAD_LETTERED.some((kind) => error instanceof kind)) throw error;
      const { name, message } = error as Error;
      return { outcome: 'dead-lettered', reason: `${name}: ${message}` };
    }
  };

const DEAD_LETTERED = [UnknownOrder, UnknownProduct, UnknownPolicy, SequenceJump];
