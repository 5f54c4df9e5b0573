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

/** Finds what no Catch sees, executions that timed out, were aborted or lost, and restarts their events. */
export const sweep =
  (need: { ledger: Ledger; executions: Executions; clock: Clock; settings: SweepSettings }) =>
  async (): Promise<{ restarted: number }> => {
    const before = shift(need.clock(), -need.settings.openForMs);
    let restarted = 0;
    for await (const row of openRows(need.ledger, before)) {
      if (row.sweptAt !== undefined && elapsedMs(row.sweptAt, before) < 0) continue;
      if (!(await need.ledger.countSweep(row.eventId, need.clock()))) continue;
      await need.executions.start({
        ...envelopeOf(row),
        sweep: { giveUp: row.sweeps >= need.settings.maxSweeps },
      });
      restarted += 1;
    }
    return { restarted };
  };

async function* openRows(ledger: Ledger, before: string): AsyncGenerator<LedgerRow> {
  for await (const ids of batches(ledger.openBefore(before), 100)) {
    for (const row of await ledger.readMany(ids)) if (row.outcome === undefined) yield row;
  }
}
