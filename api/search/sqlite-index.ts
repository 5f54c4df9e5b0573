import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import * as z from 'zod';
import { shift } from '../../domain/values/time.ts';
import type { EventFilter, FoundEvent, SearchResult } from '../routes/search.ts';
import { cursorOf, placeOf } from './cursor.ts';
import type { PageOf } from './event-search.ts';
import { BEFORE_MS, FED_KINDS, FEED_DAYS, type FeedFacts, RECENT_MS } from './feeds.ts';

/** The index of the ledger in one SQLite file. It is a cache: it can be rebuilt from the ledger. */
export interface SqliteIndex {
  /** Inserts or replaces events. `upTo`: everything that ended before it is indexed. */
  put(events: FoundEvent[], upTo?: string): void;
  search(filter: EventFilter, page: PageOf): SearchResult;
  feeds(now: string): { facts: FeedFacts[]; looked: SearchResult['looked'] };
  open(): { count: number; oldestAt?: string };
  /** Events that ended since a time, unordered. */
  closedSince(time: string): FoundEvent[];
  newest(count: number): FoundEvent[];
  /** The last `upTo`; undefined for a new index. */
  upTo(): string | undefined;
  close(): void;
}

/** Raised when the tables change: a file of another version is rebuilt. */
const VERSION = 1;

// Events are stored in the order of search results, so a search without an index is one scan. Most outcomes are too common
// for an index; `failed` holds the rare ones and is indexed.
const TABLES = `
CREATE TABLE events (
  accepted TEXT NOT NULL,
  event TEXT NOT NULL UNIQUE,
  closed TEXT,
  changed INTEGER NOT NULL,
  product TEXT, kind TEXT, outcome TEXT NOT NULL, failed TEXT, reason TEXT, error TEXT, stage TEXT,
  guardrails TEXT NOT NULL, model TEXT, policy TEXT, policy_id TEXT, source TEXT,
  PRIMARY KEY (accepted, event)
) WITHOUT ROWID;
CREATE INDEX by_product ON events (product);
CREATE INDEX by_failure ON events (failed) WHERE failed IS NOT NULL;
CREATE INDEX by_change ON events (changed);
CREATE INDEX by_closing ON events (closed);
CREATE TABLE found (event TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE marks (name TEXT PRIMARY KEY, value TEXT NOT NULL);
PRAGMA user_version = ${VERSION};
`;

const COLUMNS = [
  'accepted',
  'event',
  'closed',
  'changed',
  'product',
  'kind',
  'outcome',
  'failed',
  'reason',
  'error',
  'stage',
  'guardrails',
  'model',
  'policy',
  'policy_id',
  'source',
] as const;

const FAILED = new Set<string>(['dead-lettered', 'rejected', 'open']);

/** Opens the index in `file`. A damaged one, or one of another version, is replaced. */
export function openIndex(file: string, remove: (file: string) => void): SqliteIndex {
  try {
    return indexIn(opened(file));
  } catch {
    for (const each of [file, `${file}-wal`, `${file}-shm`]) remove(each);
    return indexIn(opened(file));
  }
}

class OtherVersion extends Error {
  override readonly name = 'OtherVersion';
}

function opened(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    // Writes lost in a crash of the machine are read from the ledger again, because the mark is lost with them.
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA mmap_size = 268435456;',
    );
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
      user_version: number;
    };
    if (version === 0) database.exec(TABLES);
    else if (version !== VERSION) throw new OtherVersion(`the index is of version ${version}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

const Place = z.strictObject({ at: z.string(), id: z.string(), change: z.int() });

function indexIn(database: DatabaseSync): SqliteIndex {
  // Also removes the same event at another time.
  const upsert = database.prepare(
    `INSERT OR REPLACE INTO events (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`,
  );
  const keep = database.prepare('INSERT OR REPLACE INTO found (event, text) VALUES (?, ?)');
  const mark = database.prepare('INSERT OR REPLACE INTO marks (name, value) VALUES (?, ?)');
  const marked = database.prepare('SELECT value FROM marks WHERE name = ?');
  let change = Number(one(database, 'SELECT max(changed) AS value FROM events', []) ?? 0);

  const found = (sql: string, values: SQLInputValue[]): FoundEvent[] =>
    database
      .prepare(sql)
      .all(...values)
      .map(({ text }) => JSON.parse(String(text)) as FoundEvent);

  const page = (where: Where, limit: number): FoundEvent[] =>
    found(
      `SELECT text FROM (SELECT accepted, event FROM events WHERE ${where.sql}
         ORDER BY accepted DESC, event DESC LIMIT ?) AS page
       JOIN found ON found.event = page.event ORDER BY page.accepted DESC, page.event DESC`,
      [...where.values, limit],
    );

  return {
    put(events, upTo) {
      database.exec('BEGIN');
      try {
        for (const event of events) {
          change += 1;
          upsert.run(...valuesOf(event, change));
          keep.run(event.eventId, JSON.stringify(event));
        }
        if (upTo !== undefined) mark.run('upTo', upTo);
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },

    search(filter, { limit, cursor }) {
      const place = cursor === undefined ? undefined : placeOf(cursor, Place);
      const asked = conditionsOf(filter);
      const below = place ? and(asked, BELOW, [place.at, place.at, place.id]) : asked;
      const events = page(below, limit + 1);
      const last = events.length > limit ? events[limit - 1] : undefined;
      const at = last && { at: last.acceptedAt, id: last.eventId, change: place?.change ?? change };
      return {
        events: events.slice(0, limit),
        ...(at ? { next: cursorOf(at) } : {}),
        looked: { since: filter.since ?? FIRST, until: filter.until ?? LAST, complete: last === undefined },
        ...(place ? newerThan(asked, place) : totalOf(asked)),
      };
    },

    feeds(now) {
      const since = shift(now, -FEED_DAYS * BEFORE_MS);
      const recent = shift(now, -RECENT_MS);
      const before = shift(recent, -BEFORE_MS);
      const rows = database
        .prepare(
          `SELECT product, count(*) AS events, min(accepted) AS first, max(accepted) AS last,
             sum(accepted >= :recent) AS recent,
             sum(accepted >= :recent AND outcome = 'superseded') AS recent_superseded,
             sum(accepted >= :before AND accepted < :recent) AS before,
             sum(accepted >= :before AND accepted < :recent AND outcome = 'superseded') AS before_superseded
           FROM events WHERE kind IN (SELECT value FROM json_each(:kinds)) AND product IS NOT NULL AND accepted BETWEEN :since AND :now
           GROUP BY product`,
        )
        .all({ since, recent, before, now, kinds: JSON.stringify(FED_KINDS) });
      return {
        looked: { since, until: now, complete: true },
        facts: rows.map((row) => ({
          productId: String(row['product']),
          events: Number(row['events']),
          firstAt: Date.parse(String(row['first'])),
          lastAt: Date.parse(String(row['last'])),
          recent: { events: Number(row['recent']), superseded: Number(row['recent_superseded']) },
          before: { events: Number(row['before']), superseded: Number(row['before_superseded']) },
        })),
      };
    },

    open() {
      const { count: open, oldest } = database
        .prepare("SELECT count(*) AS count, min(accepted) AS oldest FROM events WHERE failed = 'open'")
        .get() as { count: number; oldest: string | null };
      return { count: open, ...(oldest === null ? {} : { oldestAt: oldest }) };
    },

    closedSince: (time) =>
      found('SELECT text FROM events JOIN found ON found.event = events.event WHERE closed >= ?', [time]),

    newest: (most) => page({ sql: '1', values: [] }, most),

    upTo: () => marked.get('upTo')?.['value'] as string | undefined,

    close: () => database.close(),
  };

  function count({ sql, values }: Where): number {
    const counted = `SELECT count(*) AS value FROM (SELECT 1 FROM events WHERE ${sql} LIMIT ${MOST_COUNTED + 1})`;
    return Number(one(database, counted, values));
  }

  function totalOf(asked: Where): { total?: number } {
    const total = count(asked);
    return total > MOST_COUNTED ? {} : { total };
  }

  function newerThan(asked: Where, { at, id, change: seen }: z.infer<typeof Place>): { newer?: number } {
    const above = and(and(asked, 'changed > ?', [seen]), `NOT ${BELOW}`, [at, at, id]);
    const newer = count(above);
    return newer > 0 ? { newer } : {};
  }
}

/** People need no larger count. */
const MOST_COUNTED = 10_000;
const FIRST = '1970-01-01T00:00:00.000Z';
const LAST = '9999-12-31T23:59:59.999Z';

interface Where {
  sql: string;
  values: SQLInputValue[];
}

const BELOW = '(accepted < ? OR (accepted = ? AND event < ?))';

const and = ({ sql, values }: Where, more: string, moreValues: SQLInputValue[]): Where => ({
  sql: `${sql} AND ${more}`,
  values: [...values, ...moreValues],
});

function conditionsOf(filter: EventFilter): Where {
  const { outcome, since, until, reason, guardrail, policy } = filter;
  let where: Where = { sql: '1', values: [] };
  const add = (sql: string, ...values: SQLInputValue[]) => {
    where = and(where, sql, values);
  };
  for (const name of ['product', 'kind', 'error', 'stage', 'model', 'source', 'event'] as const)
    if (filter[name] !== undefined) add(`${name} = ?`, filter[name]);
  if (outcome !== undefined) {
    const column = outcome.every((each) => FAILED.has(each)) ? 'failed' : 'outcome';
    add(`${column} IN (${outcome.map(() => '?').join(', ')})`, ...outcome);
  }
  // Only dead letters have these fields.
  if (filter.error !== undefined || filter.stage !== undefined) add("failed = 'dead-lettered'");
  if (since !== undefined) add('accepted >= ?', since);
  if (until !== undefined) add('accepted <= ?', until);
  if (reason !== undefined) add('instr(reason, ?) > 0', reason.toLowerCase());
  if (guardrail !== undefined) add('instr(guardrails, ?) > 0', listed([guardrail]));
  // An id may contain an @ itself.
  if (policy !== undefined) add('(policy = ? OR policy_id = ?)', policy, policy);
  return where;
}

/** A list as text in which each entry can be searched. */
const listed = (names: string[]): string => `\n${names.join('\n')}\n`;

function valuesOf(event: FoundEvent, change: number): SQLInputValue[] {
  const { policy } = event;
  const values: Record<(typeof COLUMNS)[number], SQLInputValue | undefined> = {
    event: event.eventId,
    accepted: event.acceptedAt,
    closed: event.closedAt,
    changed: change,
    product: event.productId,
    kind: event.kind,
    outcome: event.outcome,
    failed: FAILED.has(event.outcome) ? event.outcome : undefined,
    // SQLite folds the case of ASCII letters only.
    reason: event.reason?.toLowerCase(),
    error: event.error,
    stage: event.stage,
    guardrails: listed(event.guardrails),
    model: event.model,
    policy,
    policy_id: policy?.slice(0, policy.lastIndexOf('@')),
    source: event.source,
  };
  return COLUMNS.map((name) => values[name] ?? null);
}

const one = (database: DatabaseSync, sql: string, values: SQLInputValue[]): unknown =>
  database.prepare(sql).get(...values)?.['value'];
