import type { ExecutionResult, ExpressLogRecord } from '../../../local/engine/index.ts';

/** One attempt of a Task state: when it was scheduled, and with what, as JSON text. */
export interface Attempt {
  state: string;
  at: number;
  parameters: string;
}

/** How an execution went: its end, and what its log tells of the way. */
export interface Ran extends ExecutionResult {
  /** The states in the order in which they were entered. */
  visited: string[];
  attempts: Attempt[];
  records: ExpressLogRecord[];
  /** Virtual milliseconds from start to end. */
  took: number;
}

export const toRan = (result: ExecutionResult, records: ExpressLogRecord[]): Ran => ({
  ...result,
  visited: entered(records).map(({ details }) => String(details['name'])),
  attempts: attemptsOf(records),
  records,
  took: result.stoppedAt - result.startedAt,
});

/** When each attempt of `state` was made. */
export const attemptsAt = ({ attempts }: Ran, state: string): number[] =>
  attempts.filter((attempt) => attempt.state === state).map(({ at }) => at);

/** The state after the first visit to `state`. */
export const after = ({ visited }: Ran, state: string): string | undefined =>
  visited[visited.indexOf(state) + 1];

const entered = (records: ExpressLogRecord[]): ExpressLogRecord[] =>
  records.filter(({ type }) => type.endsWith('StateEntered'));

function attemptsOf(records: ExpressLogRecord[]): Attempt[] {
  let state = '';
  return records.flatMap(({ type, details, event_timestamp }) => {
    if (type.endsWith('StateEntered')) state = String(details['name']);
    if (type !== 'TaskScheduled') return [];
    return { state, at: Number(event_timestamp), parameters: String(details['parameters']) };
  });
}
