import pLimit from 'p-limit';
import * as z from 'zod';
import { batches } from '../../adapters/batches.ts';
import type { Ledger, Span } from '../../adapters/ledger.ts';
import { leaveOut, unlessUnreadable } from '../../adapters/stored-item.ts';
import { type LedgerRow, Outcome } from '../../domain/record/ledger.ts';
import { DAY_MS, shift } from '../../domain/values/time.ts';
import type { EventFilter, FoundEvent, SearchResult } from '../routes/search.ts';
import { cursorOf, placeOf } from './cursor.ts';
import { type EndedDeps, endedIds, isWanted } from './ended-ids.ts';
import type { EventSearch } from './event-search.ts';
import { BEFORE_MS, FED_KINDS, FEED_DAYS, type FeedFacts, RECENT_MS } from './feeds.ts';
import { matchesEvidence, matchesRow } from './filter.ts';
import { committedEvidence, foundEvent, mayBeDecided } from './found-event.ts';

type Ended = ReturnType<typeof endedIds>;

interface Deps {
  ledger: Pick<Ledger, 'read' | 'readMany' | 'readEvidence' | 'byProduct' | 'byOutcome' | 'openBefore'>;
  priceStates: EndedDeps['priceStates'];
  clock: () => string;
  /** Maximum rows to read for one page; a page may then be incomplete. */
  rowsAPage?: number;
}

const ROWS_A_PAGE = 2_000;
/** Maximum rows of one span that are sorted together. */
const ROWS_AT_ONCE = 500;
const EVIDENCE_AT_ONCE = 8;
/** Length of the first span searched. A span with too many rows is halved; after a span with few rows the next is twice as long. */
const FIRST_SPAN_MS = 60_000;
/** The sweeper leaves no event open for longer. */
const LONGEST_OPEN_MS = 6 * 3_600_000;
/** The end of a search without a start. */
const LOOK_BACK_MS = 30 * DAY_MS;

const Place = z.strictObject({
  /** Upper end of the unsearched time; RFC 3339. */
  to: z.string(),
  /** The length of the next span, in milliseconds. */
  spanMs: z.number(),
  /** Lower end of the span that is partly answered. */
  from: z.string().optional(),
  at: z.string().optional(),
  id: z.string().optional(),
  /** Set while searching events without an outcome, which come first. */
  open: z.literal(true).optional(),
});
type Place = z.infer<typeof Place>;

/**
 * Searches by the ledger's own indexes, for a stage without a search index. One event, one product and open events are found
 * directly, open ones first. Everything else is searched span by span, from the newest outcome backwards; each page reports
 * how far.
 */
export function ledgerSearch({ ledger, priceStates, clock, rowsAPage = ROWS_A_PAGE }: Deps): EventSearch {
  const withEvidence = async (rows: LedgerRow[], filter: EventFilter): Promise<FoundEvent[]> => {
    const inTurn = pLimit(EVIDENCE_AT_ONCE);
    const wanted = rows.filter((row) => matchesRow(filter, foundEvent(row, undefined)));
    const found = await Promise.all(
      wanted.map((row) =>
        inTurn(async () => {
          const evidence = mayBeDecided(row)
            ? await unlessUnreadable(ledger.readEvidence(row.eventId))
            : undefined;
          return foundEvent(row, evidence && committedEvidence(row, evidence));
        }),
      ),
    );
    return found.filter((each) => matchesEvidence(filter, each));
  };

  /** All events that ended in the span; undefined if there are too many to sort. */
  const endedWithin = async (ended: Ended, filter: EventFilter, span: Span, most: number) => {
    const ids: string[] = [];
    const outcomes = (filter.outcome ?? Outcome.options).filter((each) => each !== 'open');
    for (const outcome of outcomes)
      for await (const id of ended(outcome, span)) {
        ids.push(id);
        if (ids.length > most) return undefined;
      }
    const rows = await ledger.readMany(ids, leaveOut);
    return rows.filter((row) => isWanted(row, outcomes, span));
  };

  const all = async (ids: AsyncIterable<string>, most: number): Promise<string[]> => {
    const list: string[] = [];
    for await (const id of ids) {
      list.push(id);
      if (list.length === most) break;
    }
    return list;
  };

  /**
   * Newest accepted first, below the position. The index returns events of the same time unordered, so a time is answered
   * only when all its events are read.
   */
  const ofProduct = async (filter: EventFilter & { product: string }, limit: number, place?: Place) => {
    const since = filter.since ?? FIRST;
    const until = place?.at ?? filter.until ?? clock();
    const found: FoundEvent[] = [];
    let unsettled: LedgerRow[] = [];
    let [read, lowest, isWhole] = [0, until, true];
    const settle = async (upTo: string) => {
      const settled = unsettled.filter(({ acceptedAt }) => acceptedAt > upTo).sort(newestRowFirst);
      unsettled = unsettled.filter(({ acceptedAt }) => acceptedAt <= upTo);
      const below = settled.filter((row) => place === undefined || isBelow(row, place));
      found.push(...(await withEvidence(below, filter)));
    };
    for await (const ids of batches(ledger.byProduct(filter.product, { since, until }), 100)) {
      const rows = await ledger.readMany(ids, leaveOut);
      unsettled.push(...rows);
      lowest = rows.reduce((low, { acceptedAt }) => (acceptedAt < low ? acceptedAt : low), lowest);
      read += ids.length;
      await settle(lowest);
      isWhole = !(found.length > limit || (read >= rowsAPage && lowest < until));
      if (!isWhole) break;
    }
    if (isWhole) await settle('');
    const events = found.slice(0, limit);
    const last = found.length > limit ? events.at(-1) : undefined;
    const next = last
      ? { to: until, spanMs: 0, at: last.acceptedAt, id: last.eventId }
      : isWhole
        ? undefined
        : { to: until, spanMs: 0, at: lowest, id: AFTER_ALL };
    return {
      events,
      ...(next ? { next: cursorOf(next) } : {}),
      looked: { since: next?.at ?? since, until, complete: next === undefined },
    };
  };

  /** Events without an outcome, newest accepted first, below the position. */
  const openOnes = async (filter: EventFilter, limit: number, place?: Place) => {
    const rows = await ledger.readMany(await all(ledger.openBefore(clock()), 10_000), leaveOut);
    const open = rows.filter(({ outcome }) => outcome === undefined).sort(newestRowFirst);
    const below = open.filter((row) => place === undefined || isBelow(row, place));
    const found = await withEvidence(below, filter);
    const last = found.length > limit ? found[limit - 1] : undefined;
    const next: Place | undefined = last && {
      to: clock(),
      spanMs: 0,
      at: last.acceptedAt,
      id: last.eventId,
      open: true,
    };
    return { events: found.slice(0, limit), next };
  };

  /** Span by span from the newest outcome; within a span newest accepted first. */
  const byOutcomes = async (filter: EventFilter, limit: number, start: Place): Promise<SearchResult> => {
    const since = filter.since ?? shift(clock(), -LOOK_BACK_MS);
    const ended = endedIds({ ledger, priceStates });
    const events: FoundEvent[] = [];
    let place: Place | undefined = start;
    let read = 0;
    while (place !== undefined && events.length < limit && read < rowsAPage) {
      const from: string = place.from ?? laterOf(since, shift(place.to, -place.spanMs));
      const most = from === place.to ? Number.POSITIVE_INFINITY : ROWS_AT_ONCE;
      const rows = await endedWithin(ended, filter, { since: from, until: place.to }, most);
      if (rows === undefined) {
        place = { to: place.to, spanMs: Math.floor((Date.parse(place.to) - Date.parse(from)) / 2) };
        continue;
      }
      read += Math.max(rows.length, 1);
      const { at, id } = place;
      const below = rows.filter((row) => at === undefined || isBelow(row, { at, id }));
      const found = await withEvidence(below.sort(newestRowFirst), filter);
      const room = limit - events.length;
      events.push(...found.slice(0, room));
      const last = found.length > room ? found[room - 1] : undefined;
      const spanMs: number = rows.length < ROWS_AT_ONCE / 4 ? 2 * place.spanMs + 1 : place.spanMs;
      if (last) place = { ...place, from, at: last.acceptedAt, id: last.eventId };
      else place = from <= since ? undefined : { to: shift(from, -1), spanMs };
    }
    return {
      events,
      ...(place ? { next: cursorOf(place) } : {}),
      looked: { since: place ? place.to : since, until: start.to, complete: place === undefined },
    };
  };

  return {
    async search(filter, { limit, cursor }) {
      const place = cursor === undefined ? undefined : placeOf(cursor, Place);
      const whole = { since: filter.since ?? FIRST, until: filter.until ?? clock(), complete: true };
      if (filter.event !== undefined) {
        const row = await ledger.read(filter.event);
        return { events: row ? await withEvidence([row], filter) : [], looked: whole };
      }
      if (filter.product !== undefined)
        return ofProduct({ ...filter, product: filter.product }, limit, place);
      const wantsOpen = filter.outcome?.includes('open') ?? true;
      if (place !== undefined && place.open === undefined) return byOutcomes(filter, limit, place);
      const { events, next } = wantsOpen ? await openOnes(filter, limit, place) : NONE;
      if (next) return { events, next: cursorOf(next), looked: { ...whole, complete: false } };
      if (filter.outcome?.every((each) => each === 'open')) return { events, looked: whole };
      // Starts after the open ones were read, so that an event that ends meanwhile is not missed.
      const start = { to: newestEnd(filter, clock()), spanMs: FIRST_SPAN_MS };
      const rest = await byOutcomes(filter, limit - events.length, start);
      const known = new Set(events.map(({ eventId }) => eventId));
      return { ...rest, events: [...events, ...rest.events.filter(({ eventId }) => !known.has(eventId))] };
    },

    async feeds() {
      const now = clock();
      const since = shift(now, -FEED_DAYS * BEFORE_MS);
      const ended = endedIds({ ledger, priceStates });
      const facts = new Map<string, FeedFacts>();
      let place: Place | undefined = { to: now, spanMs: FIRST_SPAN_MS };
      let [read, lowest] = [0, now];
      while (place !== undefined && read < 10 * rowsAPage) {
        const from: string = laterOf(since, shift(place.to, -place.spanMs));
        const most = from === place.to ? Number.POSITIVE_INFINITY : ROWS_AT_ONCE;
        const rows = await endedWithin(ended, {}, { since: from, until: place.to }, most);
        if (rows === undefined) {
          place = { to: place.to, spanMs: Math.floor((Date.parse(place.to) - Date.parse(from)) / 2) };
          continue;
        }
        read += Math.max(rows.length, 1);
        for (const row of rows) addTo(facts, row, Date.parse(now));
        lowest = from;
        place = from <= since ? undefined : { to: shift(from, -1), spanMs: 2 * place.spanMs + 1 };
      }
      return {
        facts: [...facts.values()],
        looked: { since: lowest, until: now, complete: place === undefined },
      };
    },
  };
}

const NONE = { events: [], next: undefined };
/** Sorts after every id. */
const AFTER_ALL = '\uffff';
const FIRST = '1970-01-01T00:00:00.000Z';

// An event that was accepted by `until` may have ended later.
function newestEnd({ until }: EventFilter, now: string): string {
  const end = until === undefined ? now : shift(until, LONGEST_OPEN_MS);
  return end < now ? end : now;
}

function addTo(facts: Map<string, FeedFacts>, row: LedgerRow, nowMs: number): void {
  const { productId, kind, outcome, acceptedAt } = row;
  if (productId === undefined || !FED_KINDS.some((each) => each === kind)) return;
  const at = Date.parse(acceptedAt);
  const none = { events: 0, superseded: 0 };
  const known = facts.get(productId) ?? {
    productId,
    events: 0,
    firstAt: at,
    lastAt: at,
    recent: { ...none },
    before: { ...none },
  };
  known.events += 1;
  known.firstAt = Math.min(known.firstAt, at);
  known.lastAt = Math.max(known.lastAt, at);
  const age = nowMs - at;
  const counted = age <= RECENT_MS ? known.recent : age <= RECENT_MS + BEFORE_MS ? known.before : undefined;
  if (counted) {
    counted.events += 1;
    if (outcome === 'superseded') counted.superseded += 1;
  }
  facts.set(productId, known);
}

const laterOf = (a: string, b: string): string => (a > b ? a : b);

const isBelow = ({ acceptedAt, eventId }: LedgerRow, { at = '', id = '' }: Partial<Place>): boolean =>
  acceptedAt < at || (acceptedAt === at && eventId < id);

function newestRowFirst(a: LedgerRow, b: LedgerRow): number {
  if (a.acceptedAt !== b.acceptedAt) return a.acceptedAt > b.acceptedAt ? -1 : 1;
  return a.eventId > b.eventId ? -1 : a.eventId < b.eventId ? 1 : 0;
}
