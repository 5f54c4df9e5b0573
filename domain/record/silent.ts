import { type LedgerRow, MOST_EXECUTIONS } from './ledger.ts';
import { executionKey } from './trace-part.ts';

/**
 * Executions of an open row that left no trace in it and that no sweep has noted yet. Those after the first `MOST_EXECUTIONS`
 * are left out: the row has no room for their traces.
 */
export function silentIn({ executions, traces, abandoned = [] }: LedgerRow): string[] {
  const known = new Set([...Object.values(traces ?? {}), ...abandoned].map(({ execution }) => execution));
  return executions
    .slice(0, MOST_EXECUTIONS)
    .map(executionKey)
    .filter((execution) => !known.has(execution));
}
