import type { Envelope } from '../adapters/accepted-events.ts';
import type { Archive } from './archive.ts';

interface Deps {
  archive: Pick<Archive, 'from'>;
  /** Bytes of the events that wait in memory for room for their executions. */
  held(): number;
  sizeOf(event: Envelope): number;
  /** Holds an event until its execution starts. */
  start(event: Envelope): void;
  /** Whether the event may overtake those on disk. */
  mayPass(event: Envelope): boolean;
  /** Maximum bytes in memory. Events that overtake may take the same amount on top. */
  most: number;
  onFault(error: unknown): void;
}

const TRY_AGAIN_MS = 1_000;

/** Queue of accepted events between archive and workflow. A burst of any length waits on disk. */
export interface Backlog {
  /** Adds events that the archive has from `place` on. Must be called in the order of the archive. */
  add(events: Envelope[], place: number): void;
  /** Starts events from the disk while there is room. Must be called when the bytes in memory have decreased. */
  refill(): void;
  size(): number;
  /** Stops reading: events on disk are left for the next start. */
  close(): void;
}

export function backlog({ archive, held, sizeOf, start, mayPass, most, onFault }: Deps): Backlog {
  /** The next `count` events from `place` on wait on disk, except those in `early`, which were started already. */
  let [place, count] = [0, 0];
  const early = new Set<string>();
  let [reading, closed] = [false, false];

  const readSome = async () => {
    for await (const { event, next } of archive.from(place)) {
      if (closed) return;
      place = next;
      count -= 1;
      if (!early.delete(event.id)) start(event);
      if (count === 0 || held() >= most) return;
    }
    const missing = count;
    count = 0;
    throw new Error(
      `${missing} accepted events are missing from the archive: run pricewire archive reconcile to start those that can still be found`,
    );
  };

  const refill = () => {
    if (reading || closed || count === 0 || held() > most / 2) return;
    reading = true;
    readSome()
      .then(
        () => false,
        (error: unknown) => {
          onFault(error);
          return true;
        },
      )
      .then((failed) => {
        reading = false;
        if (failed) setTimeout(refill, TRY_AGAIN_MS).unref();
        else refill();
      });
  };

  return {
    add(events, at) {
      const size = events.reduce((total, event) => total + sizeOf(event), 0);
      if (count === 0 && held() + size <= most) {
        for (const event of events) start(event);
        return;
      }
      if (count === 0) place = at;
      count += events.length;
      for (const event of events) {
        if (!mayPass(event) || held() >= 2 * most) continue;
        early.add(event.id);
        start(event);
      }
      refill();
    },
    refill,
    size: () => count - early.size,
    close() {
      closed = true;
    },
  };
}
