import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../adapters/ledger.ts';
import { type LiveCounts, liveCounters, WINDOW_MS } from '../console/server/live/counters.ts';
import type { EventSearch } from '../console/server/search/event-search.ts';
import { keepIndexed } from '../console/server/search/keep-indexed.ts';
import { type LocalIndex, openLocalIndex } from '../console/server/search/local-index.ts';
import { watchedLedger } from '../console/server/search/watched-ledger.ts';
import { shift } from '../domain/time.ts';
import type { Clock } from '../tasks/clock.ts';
import { every } from './timer.ts';

interface Need {
  dataDir: string;
  ledger: Ledger;
  clock: Clock;
  onFault: (error: unknown) => void;
}

/** The index of this machine's ledger, which follows it. */
export interface EventIndex {
  /** The ledger to write through: what goes another way is found at the next start only. */
  ledger: Ledger;
  search: EventSearch;
  counts(): Promise<LiveCounts>;
  open: LocalIndex['open'];
  /** Reads from the ledger what ended while the index was not kept, and these events; tries until that succeeds. */
  catchUp(acceptedIds: () => AsyncIterable<string>): Promise<void>;
  /** Puts what is still to be put, and closes the index. */
  stop(): Promise<void>;
}

const FLUSH_EVERY_MS = 250;
const CATCH_UP_AGAIN_MS = 5_000;

/** Opens the index in the data, and keeps it up to the ledger. */
export async function openEventIndex({ dataDir, ledger, clock, onFault }: Need): Promise<EventIndex> {
  const index = await openLocalIndex(join(dataDir, 'index', 'events.db'), onFault);
  const counters = liveCounters();
  counters.add(await index.closedSince(shift(clock(), -WINDOW_MS)));
  const keeper = keepIndexed({ ledger, index, clock, onClosed: counters.add, rest: (ms) => sleep(ms) });
  let stopped = false;
  const stopFlushing = every(FLUSH_EVERY_MS, keeper.flush, onFault);
  return {
    ledger: watchedLedger(ledger, keeper),
    search: {
      async search(filter, page) {
        const { looked, ...result } = await index.search(filter, page);
        const now = clock();
        return {
          ...result,
          looked: { ...looked, until: looked.until < now ? looked.until : now },
          ...(keeper.isCaughtUp() ? {} : { catchingUp: true as const }),
        };
      },
      feeds: () => index.feeds(clock()),
    },
    counts: async () => counters.counts(clock()),
    open: index.open,
    async catchUp(acceptedIds) {
      while (!stopped)
        try {
          return await keeper.catchUp(acceptedIds());
        } catch (error) {
          if (stopped) return;
          onFault(error);
          await sleep(CATCH_UP_AGAIN_MS, undefined, { ref: false });
        }
    },
    async stop() {
      stopped = true;
      await stopFlushing();
      await keeper.flush().catch(onFault);
      await index.close();
    },
  };
}
