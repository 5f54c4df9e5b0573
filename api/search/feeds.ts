import { kindsThat } from '../../domain/events/index.ts';
import { descending } from '../../domain/values/sorting.ts';
import type { SilentFeed, SupersededFeed } from '../routes/feeds.ts';

/** The event kinds with a sequence. */
export const FED_KINDS = kindsThat(({ isSequenced }) => isSequenced);

/** Facts about one product's inventory events. */
export interface FeedFacts {
  productId: string;
  /** The number of inventory events in the period, and the first and last of them (milliseconds since the epoch). */
  events: number;
  firstAt: number;
  lastAt: number;
  /** Counts of the last hour, and of the day before it. */
  recent: { events: number; superseded: number };
  before: { events: number; superseded: number };
}

export const FEED_DAYS = 7;
export const RECENT_MS = 3_600_000;
export const BEFORE_MS = 86_400_000;

/** Fewer events have no measurable rhythm. */
const LEAST_EVENTS = 5;
const LEAST_SILENCE_MS = 300_000;
/** A feed is silent after this many times its usual interval. */
const SILENT_TIMES = 10;
const LEAST_RECENT = 10;
const LEAST_RISE = 0.1;

/** The description of a silent feed; undefined for one that is not silent. */
export function silence(
  { events, firstAt, lastAt }: FeedFacts,
  nowMs: number,
): Pick<SilentFeed, 'usualEveryMs' | 'silentForMs'> | undefined {
  if (events < LEAST_EVENTS) return undefined;
  const usualEveryMs = (lastAt - firstAt) / (events - 1);
  const silentForMs = nowMs - lastAt;
  return silentForMs > Math.max(SILENT_TIMES * usualEveryMs, LEAST_SILENCE_MS)
    ? { usualEveryMs: Math.round(usualEveryMs), silentForMs }
    : undefined;
}

/** The rise of the superseded share; undefined if there is none. */
export function supersededJump({
  recent,
  before,
}: FeedFacts): Omit<SupersededFeed, 'productId' | 'name'> | undefined {
  if (recent.events < LEAST_RECENT) return undefined;
  const share = recent.superseded / recent.events;
  const shareBefore = before.events === 0 ? undefined : before.superseded / before.events;
  return rise({ share, shareBefore }) >= LEAST_RISE && share >= 2 * (shareBefore ?? 0)
    ? { events: recent.events, share, ...(shareBefore === undefined ? {} : { shareBefore }) }
    : undefined;
}

const rise = ({ share, shareBefore = 0 }: Pick<SupersededFeed, 'share' | 'shareBefore'>): number =>
  share - shareBefore;

/** The unusual feeds, the most unusual first, without the products' catalog data. */
export function strikingFeeds(
  facts: Iterable<FeedFacts>,
  nowMs: number,
): { silent: Omit<SilentFeed, 'name' | 'stock'>[]; superseded: Omit<SupersededFeed, 'name'>[] } {
  const silent: Omit<SilentFeed, 'name' | 'stock'>[] = [];
  const superseded: Omit<SupersededFeed, 'name'>[] = [];
  for (const each of facts) {
    const { productId } = each;
    const [quiet, jump] = [silence(each, nowMs), supersededJump(each)];
    if (quiet) silent.push({ productId, lastEventAt: new Date(each.lastAt).toISOString(), ...quiet });
    if (jump) superseded.push({ productId, ...jump });
  }
  return {
    silent: silent.sort(descending(({ silentForMs }) => silentForMs)),
    superseded: superseded.sort(descending(rise)),
  };
}
