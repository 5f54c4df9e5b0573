import type { Bus, BusEvent } from '../../adapters/bus.ts';
import { copy } from './plain.ts';

/** A bus that records its events in order; the ids are `event-1`, `event-2`, … */
export const memoryBus = (data: { events: (BusEvent & { id: string })[] }): Bus => ({
  async emit(events) {
    const first = data.events.length + 1;
    const taken = events.map((event, at) => ({ id: `event-${first + at}`, ...copy(event) }));
    data.events.push(...taken);
    return taken.map(({ id }) => id);
  },
});
