import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../adapters/clock.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { type LiveCounts, liveCounters, WINDOW_MS } from '../api/live/counters.ts';
import type { EventSearch } from '../api/search/event-search.ts';
import { keepIndexed } from '../api/search/keep-indexed.ts';
import { type LocalIndex, openLocalIndex } from '../api/search/local-index.ts';
import { watchedLedger } from '../api/search/watched-ledger.ts';
import { shift } from '../domain/values/time.ts';
import { every } from './timer.ts';

interface Deps {
  dataDir: string;
  ledger: Ledger;
  priceStates: PriceStates;
  clock: Clock;
  onFault: (error: unknown) => void;
}

/** The search index of the local ledger. */
export interface EventIndex {
  /** The ledger to write through. The index finds rows written elsewhere only at the next start. */
  ledger: Ledger;
  search: EventSearch;
  counts(): Promise<LiveCounts>;
  open: LocalIndex['open'];
  /** Indexes the events that ended while the index was closed, and those given here. Retries until it succeeds. */
  catchUp(acceptedIds: () => AsyncIterable<string>): Promise<void>;
  /** Writes pending entries, and closes the index. */
  stop(): Promise<void>;
}

const FLUSH_EVERY_MS = 250;
const CATCH_UP_AGAIN_MS = 5_000;

/** Opens the index in the data directory, and keeps it in step with the ledger. */
export async function openEventIndex({
  dataDir,
  ledger,
  priceStates,
  clock,
  onFault,
}: Deps): Promise<EventIndex> {
  const index = await openLocalIndex(join(dataDir, 'index', 'events.db'), onFault);
  const counters = liveCounters();
  counters.add(await index.closedSince(shift(clock(), -WINDOW_MS)));
  const keeper = keepIndexed({
    ledger,
    priceStates,
    index,
    clock,
    onClosed: counters.add,
    rest: (ms) => sleep(ms),
  });
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
