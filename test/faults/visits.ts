import type { ExpressLogRecord } from '../../local/engine/index.ts';

/** A stay in a Task state, from the engine's log; times in milliseconds. */
export interface Visit {
  state: string;
  entered: number;
  left?: number;
}

/** Collects every stay in a Task state, by execution. */
export function visitsOf(): { log: (record: ExpressLogRecord) => void; of(execution: string): Visit[] } {
  const byExecution = new Map<string, Visit[]>();
  return {
    log({ type, details, event_timestamp, execution_arn }) {
      const key = execution_arn.split(':').at(-1) ?? '';
      const visits = byExecution.get(key) ?? [];
      byExecution.set(key, visits);
      const at = Math.floor(Number(event_timestamp));
      if (type === 'TaskStateEntered') visits.push({ state: String(details['name']), entered: at });
      const last = visits.at(-1);
      if (type === 'TaskStateExited' && last) last.left = at;
    },
    of: (execution) => byExecution.get(execution) ?? [],
  };
}
