import type { ApiDeps, QueueName } from '../deps.ts';
import type { LiveCounts } from '../live/counters.ts';
import { remembered } from '../live/remembered.ts';
import { tripTexts } from '../policies/standing-trips.ts';
import type { LIVE_ROUTES, Live } from '../routes/live.ts';
import type { Handlers } from '../serve.ts';

/** The sources of `GET /live`. */
export interface LiveSources {
  /** Counts of recently ended events. */
  counts(): Promise<LiveCounts & { sampled?: true }>;
  open(): Promise<Live['open']>;
  /** Approximate number of letters in a queue. */
  letters(queue: QueueName): Promise<number>;
  cache(): Promise<Live['cache']>;
}

// Many pages may ask once a second each, so the counts are cached.
const COUNTS_MS = 500;
const STORES_MS = 2_000;
const TRIPS_MS = 5_000;

/** The present activity. */
export function liveHandlers(
  deps: Pick<ApiDeps, 'live' | 'clock' | 'catalog'>,
): Handlers<typeof LIVE_ROUTES> {
  const { live, clock } = deps;
  const now = () => Date.parse(clock());
  const counts = remembered(COUNTS_MS, now, live.counts);
  const open = remembered(COUNTS_MS, now, live.open);
  const deadLetters = remembered(STORES_MS, now, () => live.letters('dead-letters'));
  const undelivered = remembered(STORES_MS, now, () => live.letters('undelivered'));
  const cache = remembered(STORES_MS, now, live.cache);
  const tripped = remembered(TRIPS_MS, now, async () =>
    Object.entries(await tripTexts(deps)).map(([policyId, text]) => `${policyId}: ${text}`),
  );
  return {
    'GET /live': async () => {
      const [counted, standing, dead, lost, filled, trips] = await Promise.all([
        counts(),
        open(),
        deadLetters(),
        undelivered(),
        cache(),
        tripped(),
      ]);
      const { outcomes } = counted;
      return {
        at: clock(),
        ...counted,
        outcomes: standing.count > 0 ? { ...outcomes, open: standing.count } : outcomes,
        deadLetters: dead,
        undelivered: lost,
        open: standing,
        cache: filled,
        tripped: trips,
      };
    },
  };
}
