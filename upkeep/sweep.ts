import pLimit from 'p-limit';
import { batches } from '../adapters/batches.ts';
import type { Clock } from '../adapters/clock.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { leaveOut, unlessUnreadable } from '../adapters/stored-item.ts';
import type { Trials } from '../adapters/trials.ts';
import { type Abandoned, envelopeOf, type LedgerRow, type Progress } from '../domain/record/ledger.ts';
import { silentIn } from '../domain/record/silent.ts';
import { markOf } from '../domain/state/price-state.ts';
import { ageMs, elapsedMs, shift } from '../domain/values/time.ts';

export interface SweepSettings {
  /** How long a row may be open before it is restarted, in milliseconds; above the longest an execution can take. */
  openForMs: number;
  /** After so many restarts the event is dead-lettered, unless it was decided. */
  maxSweeps: number;
}

/** What one sweep found and did. */
export interface Swept {
  /** Events that were started again, those included that were given up. */
  restarted: number;
  /** Events that were restarted for the last time: they are dead-lettered, unless they were decided. */
  givenUp: number;
  /** Rows that were open for too long, those included that were restarted a while ago. */
  open: number;
  /** The row of those that was opened first. */
  oldest?: { eventId: string; openForMs: number };
  /** Set when the first restart showed that something is away: nothing else was restarted. */
  outage?: true;
}

const STARTS_AT_ONCE = 20;
/** Each restart doubles the time until the next one, up to so many times `openForMs`. */
const LONGEST_REST = 8;

/**
 * Finds what no Catch sees, executions that timed out, were aborted or lost, and restarts their events. The first restart of a
 * sweep is a trial: during an outage the others are neither restarted nor counted.
 */
export const sweep =
  (deps: {
    ledger: Ledger;
    priceStates: Pick<PriceStates, 'read'>;
    executions: Trials;
    clock: Clock;
    settings: SweepSettings;
  }) =>
  async (): Promise<Swept> => {
    const { ledger, executions, clock, settings } = deps;
    const now = clock();
    const swept: Swept = { restarted: 0, givenUp: 0, open: 0 };
    let isTried = false;

    const restart = async <Answer>(
      row: LedgerRow,
      start: (envelope: Record<string, unknown>) => Promise<Answer>,
    ): Promise<Answer | undefined> => {
      const abandoned = await abandonedIn(deps, row);
      if (!(await ledger.countSweep(row.eventId, clock(), abandoned))) return undefined;
      const giveUp = row.sweeps >= settings.maxSweeps;
      const answer = await start({ ...envelopeOf(row), sweep: { giveUp } });
      swept.restarted += 1;
      if (giveUp) swept.givenUp += 1;
      return answer;
    };

    const inTurn = pLimit(STARTS_AT_ONCE);
    for await (const rows of openRows(ledger, now, settings.openForMs)) {
      for (const row of rows) noteOpen(swept, row, now);
      const due = rows.filter((row) => isDue(row, now, settings));
      while (!isTried && due.length > 0) {
        const end = await restart(due.shift() as LedgerRow, executions.trial);
        isTried = end !== undefined;
        if (end === 'waiting') swept.outage = true;
      }
      if (!swept.outage) await Promise.all(due.map((row) => inTurn(() => restart(row, executions.start))));
    }
    return swept;
  };

/** Executions that left neither a trace nor an end, with what the stores hold of their event now. */
async function abandonedIn(
  deps: { ledger: Ledger; priceStates: Pick<PriceStates, 'read'>; clock: Clock },
  row: LedgerRow,
): Promise<Abandoned[]> {
  const silent = silentIn(row);
  if (silent.length === 0) return [];
  const found = await progressOf(deps, row);
  const at = deps.clock();
  return silent.map((execution) => ({ execution, at, found }));
}

async function progressOf(
  { ledger, priceStates }: { ledger: Ledger; priceStates: Pick<PriceStates, 'read'> },
  { eventId, productId, fencedAt }: LedgerRow,
): Promise<Progress> {
  const state = productId === undefined ? undefined : await unlessUnreadable(priceStates.read(productId));
  if (state && markOf(state, eventId)) return 'committed';
  if (fencedAt !== undefined) return 'fenced';
  // Evidence that can't be read was written all the same.
  const evidence = await unlessUnreadable(ledger.readEvidence(eventId));
  return evidence === undefined || evidence.length > 0 ? 'decided' : 'opened';
}

const isDue = ({ sweptAt, sweeps }: LedgerRow, now: string, { openForMs }: SweepSettings): boolean =>
  sweptAt === undefined ||
  ageMs(sweptAt, now) >= openForMs * Math.min(2 ** Math.max(0, sweeps - 1), LONGEST_REST);

function noteOpen(swept: Swept, { eventId, receivedAt }: LedgerRow, now: string): void {
  const openForMs = Math.max(0, elapsedMs(receivedAt, now));
  swept.open += 1;
  if (openForMs > (swept.oldest?.openForMs ?? -1)) swept.oldest = { eventId, openForMs };
}

// A clock that was ahead has left rows that are received in the future.
async function* openRows(ledger: Ledger, now: string, openForMs: number): AsyncGenerator<LedgerRow[]> {
  const open = ledger.openBefore(shift(now, -openForMs), shift(now, openForMs));
  // A row that can't be read is reported by the store, and holds up no other.
  for await (const ids of batches(open, 100))
    yield (await ledger.readMany(ids, leaveOut)).filter(({ outcome }) => outcome === undefined);
}
