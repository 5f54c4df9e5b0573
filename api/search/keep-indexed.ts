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
  /** Called with newly closed events, once each. */
  onClosed: (events: FoundEvent[]) => void;
  /** Waits between batches; catching up must leave the pipeline its core. */
  rest: (ms: number) => Promise<unknown>;
}

/** Keeps the index up to date with the ledger. */
export interface IndexKeeper extends LedgerWatch {
  /** Writes changed events into the index. Calls run one after another. */
  flush(): Promise<void>;
  /**
   * Indexes what is missing: events that ended since the index's mark, open events, and these events. Without a mark, the
   * whole ledger.
   */
  catchUp(acceptedIds: AsyncIterable<string>): Promise<void>;
  /** Whether it has caught up since the start. */
  isCaughtUp(): boolean;
}

const ROWS_AT_ONCE = 100;
const EVIDENCE_AT_ONCE = 8;
/** More than the events that are open at a time on one machine. */
const EVIDENCE_KEPT = 2_000;
/** The ledger's index may show an event shortly after it ended. */
const MARGIN_MS = 60_000;
/** Held events are found by acceptance; the sweeper leaves none open for longer. */
const LONGEST_OPEN_MS = 6 * 3_600_000;
const FIRST = '1970-01-01T00:00:00.000Z';

export function keepIndexed({ ledger, priceStates, index, clock, onClosed, rest }: Deps): IndexKeeper {
  /** Event -> when it was first changed since it was last indexed, and whether it was closed. */
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
      // Returned to the front, so that the mark stays behind them.
      touched = merged(batch, touched);
      throw error;
    }
  };

  // Everything that ended before this is indexed, except for the events still to be written.
  const markOf = (left: string[]): string =>
    [...left, ...[...touched.values()].map(({ at }) => at), clock()].reduce((a, b) => (a < b ? a : b));

  // Runs are sequential: an earlier read must not overwrite a later one.
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
      // After a kill the embedded store may lack index entries of these.
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
