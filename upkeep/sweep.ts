import pLimit from 'p-limit';
import { batches } from '../adapters/batches.ts';
import type { Clock } from '../adapters/clock.ts';
import type { Ledger } from '../adapters/ledger.ts';
import { leaveOut } from '../adapters/stored-item.ts';
import type { Trials } from '../adapters/trials.ts';
import { envelopeOf, type LedgerRow } from '../domain/record/ledger.ts';
import { ageMs, elapsedMs, shift } from '../domain/values/time.ts';

export interface SweepSettings {
  /** How long a row may be open before it is restarted, in milliseconds; longer than the longest execution. */
  openForMs: number;
  /** After this number of restarts the event is dead-lettered, unless it was decided. */
  maxSweeps: number;
}

/** The result of one sweep. */
export interface Swept {
  /** Number of restarted events, including those given up. */
  restarted: number;
  /** Number of events restarted for the last time: they are dead-lettered, unless they were decided. */
  givenUp: number;
  /** Number of rows open for too long, including those restarted earlier. */
  open: number;
  /** The oldest of these rows. */
  oldest?: { eventId: string; openForMs: number };
  /** Set if the first restart showed an outage: nothing else was restarted. */
  outage?: true;
}

const STARTS_AT_ONCE = 20;
/** Each restart doubles the time until the next, up to this many times `openForMs`. */
const LONGEST_REST = 8;

/**
 * Finds what no Catch sees, executions that timed out, were aborted or lost, and restarts their events. The first restart of a
 * sweep is a trial: during an outage the others are neither restarted nor counted.
 */
export const sweep =
  (deps: { ledger: Ledger; executions: Trials; clock: Clock; settings: SweepSettings }) =>
  async (): Promise<Swept> => {
    const { ledger, executions, clock, settings } = deps;
    const now = clock();
    const swept: Swept = { restarted: 0, givenUp: 0, open: 0 };
    let isTried = false;

    const restart = async <Answer>(
      row: LedgerRow,
      start: (envelope: Record<string, unknown>) => Promise<Answer>,
    ): Promise<Answer | undefined> => {
      if (!(await ledger.countSweep(row.eventId, clock()))) return undefined;
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

const isDue = ({ sweptAt, sweeps }: LedgerRow, now: string, { openForMs }: SweepSettings): boolean =>
  sweptAt === undefined ||
  ageMs(sweptAt, now) >= openForMs * Math.min(2 ** Math.max(0, sweeps - 1), LONGEST_REST);

function noteOpen(swept: Swept, { eventId, receivedAt }: LedgerRow, now: string): void {
  const openForMs = Math.max(0, elapsedMs(receivedAt, now));
  swept.open += 1;
  if (openForMs > (swept.oldest?.openForMs ?? -1)) swept.oldest = { eventId, openForMs };
}

// Also finds rows with a time in the future, from a clock that was ahead.
async function* openRows(ledger: Ledger, now: string, openForMs: number): AsyncGenerator<LedgerRow[]> {
  const open = ledger.openBefore(shift(now, -openForMs), shift(now, openForMs));
  // The store reports an unreadable row; the others continue.
  for await (const ids of batches(open, 100))
    yield (await ledger.readMany(ids, leaveOut)).filter(({ outcome }) => outcome === undefined);
}
