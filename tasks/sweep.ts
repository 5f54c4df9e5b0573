import { batches } from '../adapters/batches.ts';
import type { Executions } from '../adapters/executions.ts';
import type { Ledger } from '../adapters/ledger.ts';
import { envelopeOf, type LedgerRow } from '../domain/ledger.ts';
import { elapsedMs, shift } from '../domain/time.ts';
import type { Clock } from './clock.ts';

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
}

/** Finds what no Catch sees, executions that timed out, were aborted or lost, and restarts their events. */
export const sweep =
  (need: { ledger: Ledger; executions: Executions; clock: Clock; settings: SweepSettings }) =>
  async (): Promise<Swept> => {
    const now = need.clock();
    const before = shift(now, -need.settings.openForMs);
    const swept: Swept = { restarted: 0, givenUp: 0, open: 0 };
    for await (const row of openRows(need.ledger, before)) {
      noteOpen(swept, row, now);
      if (row.sweptAt !== undefined && elapsedMs(row.sweptAt, before) < 0) continue;
      if (!(await need.ledger.countSweep(row.eventId, need.clock()))) continue;
      const giveUp = row.sweeps >= need.settings.maxSweeps;
      await need.executions.start({ ...envelopeOf(row), sweep: { giveUp } });
      swept.restarted += 1;
      if (giveUp) swept.givenUp += 1;
    }
    return swept;
  };

function noteOpen(swept: Swept, { eventId, receivedAt }: LedgerRow, now: string): void {
  const openForMs = elapsedMs(receivedAt, now);
  swept.open += 1;
  if (openForMs > (swept.oldest?.openForMs ?? -1)) swept.oldest = { eventId, openForMs };
}

async function* openRows(ledger: Ledger, before: string): AsyncGenerator<LedgerRow> {
  for await (const ids of batches(ledger.openBefore(before), 100)) {
    for (const row of await ledger.readMany(ids)) if (row.outcome === undefined) yield row;
  }
}
