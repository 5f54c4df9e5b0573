import * as z from 'zod';
import { unpacked } from './packed.ts';

/** One line of the log that an Express state machine writes at level ALL; the local engine writes the same. */
export const ExecutionLogRecord = z.object({
  id: z.coerce.string(),
  /** The type of the history event, such as `TaskStateEntered`. */
  type: z.string(),
  details: z.record(z.string(), z.unknown()).default({}),
  /** The record that led to this one; "0" for the first of the execution and its first state. */
  previous_event_id: z.coerce.string(),
  /** Milliseconds since the epoch. */
  event_timestamp: z.coerce.string().regex(/^\d+$/),
  execution_arn: z.string(),
});
export type ExecutionLogRecord = z.infer<typeof ExecutionLogRecord>;

type Status = 'succeeded' | 'failed' | 'timed-out' | 'unfinished';

interface Failure {
  error?: string;
  cause?: string;
}

/** One call of a task's resource. */
export interface TraceAttempt extends Failure {
  startedAt: string;
  endedAt?: string;
  status: Status;
  /** What the resource was called with, and what it answered. */
  input?: unknown;
  output?: unknown;
}

/** One stay in one state. Payloads are parsed JSON, or the text as it stands where the log has cut it. */
export interface TraceState {
  /** `(unknown)` where the records that name it are missing. */
  name: string;
  type: string;
  /** The time of its first record, where that of the way in is missing. */
  enteredAt: string;
  /** Absent where no record shows that it was left. */
  exitedAt?: string;
  attempts: TraceAttempt[];
  input?: unknown;
  output?: unknown;
  /** What it assigned, by name. */
  variables?: Record<string, unknown>;
  /** The last error in it, whether it was caught or not. */
  error?: Failure;
  /** Set where the log has cut a payload. */
  truncated?: true;
  /** How many records are missing between what is shown before this state and this state, and how many within it. */
  missingBefore?: number;
  missing?: number;
}

/** What one execution went through, as far as its records show. */
export interface Trace extends Failure {
  executionArn: string;
  status: Status;
  startedAt: string;
  endedAt?: string;
  input?: unknown;
  output?: unknown;
  truncated?: true;
  states: TraceState[];
  /** How many records are missing up to the last one that is there: ids have no holes. What came after it, nothing tells. */
  missing?: number;
  /** How many of them are between the last state shown and the end. */
  missingAtEnd?: number;
}

export const UNKNOWN_STATE = '(unknown)';

/**
 * Reads log records of any executions, in any order, some missing or there twice; the traces, oldest first. Lines that are
 * no records are passed over. A success is told only where a record shows it.
 */
export function readTraces(lines: readonly unknown[]): Trace[] {
  const byExecution = new Map<string, Map<string, ExecutionLogRecord>>();
  for (const line of lines) {
    const { data: record } = ExecutionLogRecord.safeParse(line);
    if (record === undefined) continue;
    const known = byExecution.get(record.execution_arn) ?? new Map<string, ExecutionLogRecord>();
    byExecution.set(record.execution_arn, known.set(JSON.stringify(record), record));
  }
  return [...byExecution.entries()]
    .map(([arn, records]) => readTrace(arn, [...records.values()]))
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0));
}

function readTrace(executionArn: string, records: ExecutionLogRecord[]): Trace {
  const runs = inRuns(records);
  const ordered = runs.flat();
  const started = ordered.find(({ type }) => type === 'ExecutionStarted');
  const ended = runs.at(-1)?.find(({ type }) => type in ENDINGS);
  return {
    executionArn,
    status: ENDINGS[ended?.type ?? ''] ?? 'unfinished',
    startedAt: timeOf(started ?? (ordered[0] as ExecutionLogRecord)),
    ...(ended ? { endedAt: timeOf(ended), ...failureOf(ended.details) } : {}),
    ...payload('input', started?.details ?? {}),
    ...payload('output', ended?.details ?? {}),
    ...readRuns(runs),
  };
}

function readRuns(runs: ExecutionLogRecord[][]): Pick<Trace, 'states' | 'missing' | 'missingAtEnd'> {
  const states: TraceState[] = [];
  let atEnd = 0;
  for (const run of runs) {
    const read = readStates(run);
    const [first] = read.states;
    // The end of a run that was restarted is before the next one's first state.
    if (first && atEnd > 0) first.missingBefore = (first.missingBefore ?? 0) + atEnd;
    atEnd = read.missingAtEnd + (first ? 0 : atEnd);
    states.push(...read.states);
  }
  const missing = states.reduce(
    (total, state) => total + (state.missingBefore ?? 0) + (state.missing ?? 0),
    atEnd,
  );
  return {
    states,
    ...(missing > 0 ? { missing } : {}),
    ...(atEnd > 0 ? { missingAtEnd: atEnd } : {}),
  };
}

const ENDINGS: Record<string, Status> = {
  ExecutionSucceeded: 'succeeded',
  ExecutionFailed: 'failed',
  ExecutionAborted: 'failed',
  ExecutionTimedOut: 'timed-out',
};

// Ids count up within a run. Express may restart an execution from the beginning: then they begin again.
function inRuns(records: ExecutionLogRecord[]): ExecutionLogRecord[][] {
  const byTime = [...records].sort(
    (a, b) => Number(a.event_timestamp) - Number(b.event_timestamp) || Number(a.id) - Number(b.id),
  );
  const runs: Map<string, ExecutionLogRecord>[] = [];
  for (const record of byTime) {
    const run = runs.at(-1);
    if (run === undefined || run.has(record.id)) runs.push(new Map([[record.id, record]]));
    else run.set(record.id, record);
  }
  return runs.map((run) => [...run.values()].sort((a, b) => Number(a.id) - Number(b.id)));
}

const TASK_STEP =
  /^(?:Task|LambdaFunction|Activity)(Scheduled|ScheduleFailed|Started|StartFailed|Submitted|SubmitFailed|Succeeded|Failed|TimedOut)$/;

function readStates(records: ExecutionLogRecord[]): { states: TraceState[]; missingAtEnd: number } {
  const states: TraceState[] = [];
  let current: TraceState | undefined;
  let lastId = 0;
  let missingAtEnd = 0;
  const begin = (name: string, type: string, record: ExecutionLogRecord): TraceState => {
    const state: TraceState = { name, type, enteredAt: timeOf(record), attempts: [] };
    states.push(state);
    return state;
  };

  for (const record of records) {
    const { type, details } = record;
    const missing = Number(record.id) - lastId - 1;
    lastId = Number(record.id);
    missingAtEnd += missing;
    const [shown, before] = [states.length, current];
    const [, entered] = /^(\w+)StateEntered$/.exec(type) ?? [];
    const [, exited] = /^(\w+)StateExited$/.exec(type) ?? [];
    const [, step] = TASK_STEP.exec(type) ?? [];
    if (entered !== undefined) {
      current = begin(nameOf(details), entered, record);
      Object.assign(current, payload('input', details));
    } else if (exited !== undefined) {
      if (current?.name === UNKNOWN_STATE && missing < gapToAnotherState(current))
        current.name = nameOf(details);
      if (current?.name !== nameOf(details)) current = begin(nameOf(details), exited, record);
      leave(current, record);
      current = undefined;
    } else if (step !== undefined) {
      if (current === undefined || missing >= gapToAnotherState(current) + recordsBefore(step))
        current = begin(UNKNOWN_STATE, 'Task', record);
      recordStep(current, step, record, missing);
    } else if (current && missing === 0 && (type === 'EvaluationFailed' || type === 'ExecutionFailed')) {
      if (typeof details['error'] === 'string') current.error = failureOf(details);
    }
    // A gap is told where the next record of a state shows it.
    if (missingAtEnd === 0 || (entered ?? exited ?? step) === undefined) continue;
    const begun = states.at(shown);
    if (begun) begun.missingBefore = missingAtEnd;
    else if (before) before.missing = (before.missing ?? 0) + missingAtEnd;
    missingAtEnd = 0;
  }
  return { states, missingAtEnd };
}

// Ids have no holes, so the number of missing records tells whether a way out and a way in fit between two records.
const gapToAnotherState = (state: TraceState): number => gapToAnotherAttempt(state) + 2;

// An open attempt has to end first.
const gapToAnotherAttempt = ({ attempts }: TraceState): number => {
  const last = attempts.at(-1);
  return last !== undefined && last.endedAt === undefined ? 1 : 0;
};

/** How many records of its attempt come before a step of a task. */
const recordsBefore = (step: string): number => (step === 'Scheduled' ? 0 : step === 'Started' ? 1 : 2);

const nameOf = (details: Record<string, unknown>): string =>
  typeof details['name'] === 'string' ? details['name'] : UNKNOWN_STATE;

function leave(state: TraceState, record: ExecutionLogRecord): void {
  const { details } = record;
  state.exitedAt = timeOf(record);
  Object.assign(state, payload('output', details));
  const assigned = details['assignedVariables'];
  if (typeof assigned === 'object' && assigned !== null)
    state.variables = Object.fromEntries(
      Object.entries(assigned).map(([name, text]) => [name, parsed(text)]),
    );
  if (isTruncated(details['assignedVariablesDetails'])) state.truncated = true;
}

function recordStep(state: TraceState, step: string, record: ExecutionLogRecord, missing: number): void {
  const { details } = record;
  const attempt = attemptFor(state, step, record, missing);
  if (step === 'Scheduled') {
    const input = details['parameters'] ?? details['input'];
    if (input !== undefined) attempt.input = parsed(input);
  }
  const status = STEP_ENDS[step];
  if (status === undefined) return;
  attempt.status = status;
  attempt.endedAt = timeOf(record);
  const { truncated, ...output } = payload('output', details);
  if (truncated) state.truncated = true;
  Object.assign(attempt, output);
  if (status !== 'succeeded') {
    Object.assign(attempt, failureOf(details));
    state.error = failureOf(details);
  }
}

// An attempt that the records leave open is not ended by what may be the end of a later one.
function attemptFor(
  state: TraceState,
  step: string,
  record: ExecutionLogRecord,
  missing: number,
): TraceAttempt {
  const last = state.attempts.at(-1);
  const another =
    last === undefined ||
    last.endedAt !== undefined ||
    step === 'Scheduled' ||
    missing >= gapToAnotherAttempt(state) + recordsBefore(step);
  if (!another) return last;
  const attempt: TraceAttempt = { startedAt: timeOf(record), status: 'unfinished' };
  state.attempts.push(attempt);
  return attempt;
}

const STEP_ENDS: Record<string, Status> = {
  Succeeded: 'succeeded',
  Failed: 'failed',
  ScheduleFailed: 'failed',
  StartFailed: 'failed',
  SubmitFailed: 'failed',
  TimedOut: 'timed-out',
};

const timeOf = ({ event_timestamp }: ExecutionLogRecord): string =>
  new Date(Number(event_timestamp)).toISOString();

function failureOf({ error, cause }: Record<string, unknown>): Failure {
  return {
    ...(typeof error === 'string' ? { error } : {}),
    ...(typeof cause === 'string' ? { cause } : {}),
  };
}

/** The payload `field` of a record with its parsed value; nothing where there is none. */
function payload<Field extends 'input' | 'output'>(
  field: Field,
  details: Record<string, unknown>,
): { [Name in Field]?: unknown } & { truncated?: true } {
  if (details[field] === undefined) return {};
  const value = { [field]: parsed(details[field]) } as { [Name in Field]: unknown };
  return isTruncated(details[`${field}Details`]) ? { ...value, truncated: true } : value;
}

const isTruncated = (details: unknown): boolean =>
  (details as { truncated?: unknown } | undefined)?.truncated === true;

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text, (_, value) => unpacked(value));
  } catch {
    return text;
  }
}
