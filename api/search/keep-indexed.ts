import pLimit from 'p-limit';
import { batches } from '../../adapters/batches.ts';
import type { Ledger } from '../../adapters/ledger.ts';
import { leaveOut, unlessUnreadable } from '../../adapters/stored-item.ts';
import { type Evidence, isListed, type LedgerRow, Outcome } from '../../domain/record/ledger.ts';
import { shift } from '../../domain/values/time.ts';
import type { FoundEvent } from '../routes/search.ts';
import { type EndedDeps, endedIds } from './ended-ids.ts';
import { committedEvidence, foundEvent, mayBeDecided } from './found-event.ts';
import type { SqliteIndex } from './sqlite-index.ts';
import type { LedgerWatch } from './watched-ledger.ts';

interface Deps {
  ledger: Pick<Ledger, 'readMany' | 'readEvidence' | 'byOutcome' | 'byProduct' | 'openBefore'>;
  priceStates: EndedDeps['priceStates'];
  index: { put(...args: Parameters<SqliteIndex['put']>): unknown; upTo(): Promise<string | undefined> };
  clock: () => string;
  /** Told of events that have just got their outcome, each once. */
  onClosed: (events: FoundEvent[]) => void;
  /** Waits for so long; catching up must leave the pipeline its core. */
  rest: (ms: number) => Promise<unknown>;
}

/** Keeps the index up to what is written to the ledger. */
export interface IndexKeeper extends LedgerWatch {
  /** Puts what was touched into the index; never at the same time twice. */
  flush(): Promise<void>;
  /**
   * Reads what the index lacks: whatever ended since its mark, what is open, and these events. Without a mark, all of the
   * ledger.
   */
  catchUp(acceptedIds: AsyncIterable<string>): Promise<void>;
  /** Whether it has caught up since the start. */
  isCaughtUp(): boolean;
}

const ROWS_AT_ONCE = 100;
const EVIDENCE_AT_ONCE = 8;
/** Of events under way; more than there ever are at a time on one machine. */
const EVIDENCE_KEPT = 2_000;
/** The ledger's index may show an event a moment after it ended. */
const MARGIN_MS = 60_000;
/** Held events are found by when they were accepted; the sweeper leaves none open for longer. */
const LONGEST_OPEN_MS = 6 * 3_600_000;
const FIRST = '1970-01-01T00:00:00.000Z';

export function keepIndexed({ ledger, priceStates, index, clock, onClosed, rest }: Deps): IndexKeeper {
  /** Event -> when it was first touched since it was last put, and whether it got its outcome. */
  let touched = new Map<string, { at: string; closed: boolean }>();
  const decided = new Map<string, Evidence[]>();
  let caughtUp = false;

  const evidenceOf = async (row: LedgerRow): Promise<Evidence | undefined> => {
    if (!mayBeDecided(row)) return undefined;
    const kept = row.revision === undefined ? [] : (decided.get(row.eventId) ?? []);
    const found = committedEvidence(row, kept);
    if (found !== undefined) return found;
    return committedEvidence(row, (await unlessUnreadable(ledger.readEvidence(row.eventId))) ?? []);
  };

  const read = async (eventIds: string[]): Promise<FoundEvent[]> => {
    const inTurn = pLimit(EVIDENCE_AT_ONCE);
    const rows = await ledger.readMany(eventIds, leaveOut);
    return Promise.all(rows.map((row) => inTurn(async () => foundEvent(row, await evidenceOf(row)))));
  };

  const flushOnce = async () => {
    const batch = touched;
    touched = new Map();
    try {
      const ids = [...batch.keys()];
      for (let at = 0; at < ids.length; at += ROWS_AT_ONCE) {
        const some = ids.slice(at, at + ROWS_AT_ONCE);
        const found = await read(some);
        const left = ids.slice(at + ROWS_AT_ONCE).map((id) => batch.get(id)?.at ?? '');
        await index.put(found, caughtUp ? markOf(left) : undefined);
        onClosed(found.filter(({ eventId }) => batch.get(eventId)?.closed));
        for (const { eventId, outcome } of found) if (outcome !== 'open') decided.delete(eventId);
        for (const id of some) batch.delete(id);
      }
    } catch (error) {
      // They go before what was touched meanwhile, so that the mark stays behind them.
      touched = merged(batch, touched);
      throw error;
    }
  };

  // All that ended before this is in the index, but for what is still to be put.
  const markOf = (left: string[]): string =>
    [...left, ...[...touched.values()].map(({ at }) => at), clock()].reduce((a, b) => (a < b ? a : b));

  // One after the other: what was read earlier must not be put over what was read later.
  let running: Promise<void> = Promise.resolve();
  const inOrder = (job: () => Promise<void>): Promise<void> => {
    const next = running.then(job);
    running = next.catch(() => {});
    return next;
  };

  const putAll = async (ids: AsyncIterable<string>) => {
    for await (const some of batches(ids, ROWS_AT_ONCE)) {
      const began = performance.now();
      await inOrder(async () => void (await index.put(await read(some))));
      await rest(performance.now() - began);
    }
  };

  return {
    touched(eventId, closed = false) {
      const known = touched.get(eventId);
      touched.set(eventId, { at: known?.at ?? clock(), closed: closed || known?.closed === true });
    },

    decided(evidence) {
      const { eventId } = evidence;
      decided.set(eventId, [...(decided.get(eventId) ?? []), evidence]);
      const [oldest] = decided.keys();
      if (decided.size > EVIDENCE_KEPT && oldest !== undefined) decided.delete(oldest);
    },

    flush: () => inOrder(flushOnce),
    isCaughtUp: () => caughtUp,

    async catchUp(acceptedIds) {
      const began = clock();
      const mark = await index.upTo();
      const isKnown = mark !== undefined && mark <= began;
      const span = { since: isKnown ? shift(mark, -MARGIN_MS) : FIRST, until: began };
      const ended = endedIds({ ledger, priceStates });
      for (const outcome of Outcome.options)
        await putAll(
          ended(
            outcome,
            isListed(outcome) ? span : { ...span, since: isKnown ? shift(mark, -LONGEST_OPEN_MS) : FIRST },
          ),
        );
      await putAll(ledger.openBefore(began, began));
      // The embedded store may have lost index entries of these in a kill.
      await putAll(acceptedIds);
      caughtUp = true;
      const stillTouched = markOf([]);
      await index.put([], stillTouched < began ? stillTouched : began);
    },
  };
}

function merged<Value extends { at: string; closed: boolean }>(
  first: Map<string, Value>,
  second: Map<string, Value>,
): Map<string, Value> {
  const all = new Map(first);
  for (const [id, value] of second) {
    const before = all.get(id);
    all.set(id, before ? { ...value, at: before.at, closed: before.closed || value.closed } : value);
  }
  return all;
}
