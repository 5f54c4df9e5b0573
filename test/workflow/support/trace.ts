import type { ExecutionResult, ExpressLogRecord } from '../../../local/engine/index.ts';

/** One attempt of a Task state: its time, and its input as JSON text. */
export interface Attempt {
  state: string;
  at: number;
  parameters: string;
}

/** The end of an execution, with what its log shows. */
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

/** One stay in the engine's log: the last attempt's input and answer, and the assignments. */
export interface Passed {
  name: string;
  input?: unknown;
  output?: unknown;
  variables?: unknown;
}

/** Every stay of an execution, from its log, without the trace that every task appends to. */
export function passedIn({ records }: Ran): Passed[] {
  const stays: Passed[] = [];
  for (const { type, details } of records) {
    const stay = stays.at(-1);
    if (type.endsWith('StateEntered')) stays.push({ name: String(details['name']) });
    else if (stay === undefined) continue;
    else if (type === 'TaskScheduled') {
      const { Payload, ...args } = JSON.parse(String(details['parameters']));
      stay.input = Payload ?? withBody(args);
    } else if (type === 'TaskSucceeded') {
      stay.output = JSON.parse(String(details['output'])).Payload?.answer ?? undefined;
    } else if (type.endsWith('StateExited')) {
      const { trace: _, ...assigned } = (details['assignedVariables'] ?? {}) as Record<string, string>;
      const values = Object.entries(assigned).map(([name, text]) => [name, JSON.parse(text)]);
      if (values.length > 0) stay.variables = Object.fromEntries(values);
    }
  }
  return stays;
}

// The body of a message is JSON text.
const withBody = ({ MessageBody, ...rest }: Record<string, unknown>): unknown =>
  typeof MessageBody === 'string' ? { ...rest, MessageBody: JSON.parse(MessageBody) } : rest;
