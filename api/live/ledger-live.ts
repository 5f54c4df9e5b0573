import type { Ledger } from '../../adapters/ledger.ts';
import { leaveOut } from '../../adapters/stored-item.ts';
import { shift } from '../../domain/values/time.ts';
import type { LiveSources } from '../handlers/live.ts';
import type { EventSearch } from '../search/event-search.ts';
import { countsOf, WINDOW_MS } from './counters.ts';
import { remembered } from './remembered.ts';

interface Deps {
  ledger: Pick<Ledger, 'readMany' | 'openBefore'>;
  events: Pick<EventSearch, 'search'>;
  clock: () => string;
}

const NEWEST = 300;
const MOST_OPEN = 1_000;
/** Each read of the ledger costs money. */
const LOOK_MS = 10_000;

/**
 * Live numbers from the ledger alone, for a process that counts nothing. Where there are many events, only the newest count.
 */
export function ledgerLive({ ledger, events, clock }: Deps): Pick<LiveSources, 'counts' | 'open'> {
  const now = () => Date.parse(clock());
  return {
    counts: remembered(LOOK_MS, now, async () => {
      const at = clock();
      const { events: found, next } = await events.search(
        { since: shift(at, -WINDOW_MS) },
        { limit: NEWEST },
      );
      const counted = countsOf(found, at);
      return next === undefined ? counted : { ...counted, history: [], sampled: true as const };
    }),

    open: remembered(LOOK_MS, now, async () => {
      const ids: string[] = [];
      for await (const id of ledger.openBefore(clock())) {
        ids.push(id);
        if (ids.length === MOST_OPEN) break;
      }
      const open = (await ledger.readMany(ids, leaveOut)).filter(({ outcome }) => outcome === undefined);
      const [oldestAt] = open.map(({ acceptedAt }) => acceptedAt).sort();
      return { count: open.length, ...(oldestAt === undefined ? {} : { oldestAt }) };
    }),
  };
}
