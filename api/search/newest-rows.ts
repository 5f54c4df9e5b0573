import type { Ledger, Span } from '../../adapters/ledger.ts';
import { leaveOut } from '../../adapters/stored-item.ts';
import { type LedgerRow, Outcome } from '../../domain/record/ledger.ts';
import type { EventQuery } from '../routes/events.ts';
import { type EndedDeps, endedIds, foundAt, isWanted } from './ended-ids.ts';

type Ended = ReturnType<typeof endedIds>;

const FIRST = '1970-01-01T00:00:00.000Z';
const ID_BATCH = 100;

/**
 * The newest rows, at most `limit`: rows of a product and held rows by time of acceptance, others by time of their outcome,
 * open ones by time of receipt.
 */
export async function newestRows(
  deps: EndedDeps & { ledger: Ledger; clock: () => string },
  query: EventQuery,
): Promise<LedgerRow[]> {
  const { ledger, clock } = deps;
  const { product, outcome, limit } = query;
  const { since = FIRST } = query;
  const now = clock();
  const span = { since, until: query.until ?? (since > now ? since : now) };
  if (product !== undefined) return ofProduct(ledger, product, span, outcome, limit);
  if (outcome === 'open') return openRows(ledger, span, limit);
  return byOutcomes(deps.ledger, endedIds(deps), outcome ? [outcome] : Outcome.options, span, limit);
}

// The index is sorted, so it is read only until enough rows are found.
async function ofProduct(
  ledger: Ledger,
  product: string,
  span: Span,
  outcome: EventQuery['outcome'],
  limit: number,
): Promise<LedgerRow[]> {
  const rows: LedgerRow[] = [];
  let ids: string[] = [];
  const read = async () => {
    const found = await ledger.readMany(ids, leaveOut);
    ids = [];
    const wanted = found.filter((row) => outcome === undefined || outcome === (row.outcome ?? 'open'));
    rows.push(...wanted.sort(by(({ acceptedAt }) => acceptedAt)));
  };
  for await (const id of ledger.byProduct(product, span)) {
    ids.push(id);
    if (ids.length === ID_BATCH) await read();
    if (rows.length >= limit) break;
  }
  if (ids.length > 0 && rows.length < limit) await read();
  return rows.slice(0, limit);
}

// Few rows are open at a time unless something is wrong, so all are read and sorted.
async function openRows(ledger: Ledger, { since, until }: Span, limit: number): Promise<LedgerRow[]> {
  const rows: LedgerRow[] = [];
  for (const row of await ledger.readMany(await all(ledger.openBefore(until)), leaveOut))
    if (row.outcome === undefined && row.receivedAt >= since) rows.push(row);
  return rows.sort(by(({ receivedAt }) => receivedAt)).slice(0, limit);
}

/**
 * The indexes by outcome are sorted within a shard only and hold no times, so a span must be read completely to be sorted. A
 * span with too many rows is halved, newer half first.
 */
async function byOutcomes(
  ledger: Ledger,
  ended: Ended,
  outcomes: readonly Outcome[],
  span: Span,
  limit: number,
): Promise<LedgerRow[]> {
  const tooMany = Math.max(4 * limit, 200);
  const [since, until] = [Date.parse(span.since), Date.parse(span.until)];
  const ids = await idsWithin(ended, outcomes, span, since < until ? tooMany : Number.POSITIVE_INFINITY);
  if (ids !== undefined) {
    const rows = await ledger.readMany(ids, leaveOut);
    return rows
      .filter((row) => isWanted(row, outcomes, span))
      .sort(by(foundAt))
      .slice(0, limit);
  }
  const middle = Math.ceil((since + until) / 2);
  const newer = await byOutcomes(
    ledger,
    ended,
    outcomes,
    { since: timeAt(middle), until: span.until },
    limit,
  );
  if (newer.length >= limit) return newer;
  const before = { since: span.since, until: timeAt(middle - 1) };
  return [...newer, ...(await byOutcomes(ledger, ended, outcomes, before, limit - newer.length))];
}

/** Undefined if there are more than `most`. */
async function idsWithin(
  ended: Ended,
  outcomes: readonly Outcome[],
  span: Span,
  most: number,
): Promise<string[] | undefined> {
  const ids: string[] = [];
  for (const outcome of outcomes) {
    for await (const id of ended(outcome, span)) {
      ids.push(id);
      if (ids.length > most) return undefined;
    }
  }
  return ids;
}

const timeAt = (ms: number): string => new Date(ms).toISOString();

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** Newest first, then by id, so that the order is stable. */
const by =
  (timeOf: (row: LedgerRow) => string | undefined) =>
  (a: LedgerRow, b: LedgerRow): number => {
    const [timeA, timeB] = [timeOf(a) ?? '', timeOf(b) ?? ''];
    if (timeA !== timeB) return timeA > timeB ? -1 : 1;
    return a.eventId < b.eventId ? -1 : 1;
  };
