import { Hono } from 'hono';
import type { Live } from '../../contract/live.ts';
import type { LiveCounts } from '../live/counters.ts';
import { remembered } from '../live/remembered.ts';
import type { ApiNeed, QueueName } from './need.ts';
import { tripTexts } from './resume.ts';

/** What `GET /live` is made from. */
export interface LiveSources {
  /** What was counted of the events that ended of late. */
  counts(): Promise<LiveCounts & { sampled?: true }>;
  open(): Promise<Live['open']>;
  /** How many letters there are in a queue, about. */
  letters(queue: QueueName): Promise<number>;
  cache(): Promise<Live['cache']>;
}

// A page asks once a second, and there may be many of them.
const COUNTS_MS = 500;
const STORES_MS = 2_000;
const TRIPS_MS = 5_000;

/** `/live`: what is going on. */
export function liveRoutes(need: ApiNeed): Hono {
  const { live, clock } = need;
  const now = () => Date.parse(clock());
  const counts = remembered(COUNTS_MS, now, live.counts);
  const open = remembered(COUNTS_MS, now, live.open);
  const deadLetters = remembered(STORES_MS, now, () => live.letters('dead-letters'));
  const undelivered = remembered(STORES_MS, now, () => live.letters('undelivered'));
  const cache = remembered(STORES_MS, now, live.cache);
  const tripped = remembered(TRIPS_MS, now, async () =>
    Object.entries(await tripTexts(need)).map(([policyId, text]) => `${policyId}: ${text}`),
  );
  return new Hono().get('/', async (c) => {
    const [counted, standing, dead, lost, filled, trips] = await Promise.all([
      counts(),
      open(),
      deadLetters(),
      undelivered(),
      cache(),
      tripped(),
    ]);
    const { outcomes } = counted;
    return c.json({
      at: clock(),
      ...counted,
      outcomes: standing.count > 0 ? { ...outcomes, open: standing.count } : outcomes,
      deadLetters: dead,
      undelivered: lost,
      open: standing,
      cache: filled,
      tripped: trips,
    } satisfies Live);
  });
}
