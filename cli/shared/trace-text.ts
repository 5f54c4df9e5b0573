import type { Trace, TraceAttempt, TraceState } from '../../adapters/execution-trace.ts';
import { elapsedMs } from '../../domain/time.ts';
import { plain, short } from './plain.ts';
import { type Cell, table } from './table.ts';

/** An execution with one line a state. */
export const traceTable = (trace: Trace): string =>
  `${headline(trace)}\n${table(
    ['AT', 'STATE', 'TOOK', 'ATTEMPTS', 'RESULT'],
    [...trace.states.flatMap((state) => stateRows(trace, state)), ...gapRow(trace.missingAtEnd)],
    ['AT', 'TOOK'],
  )}`;

function stateRows(trace: Trace, state: TraceState): Cell[][] {
  const at = offset(trace, state.enteredAt);
  return [
    ...gapRow(state.missingBefore),
    [at, state.name, took(state), attemptsText(state), resultText(state)],
    ...gapRow(state.missing),
  ];
}

// A gap is shown as one: nobody can say what happened there.
const gapRow = (missing: number | undefined): Cell[][] =>
  missing === undefined ? [] : [[undefined, gapText(missing), undefined, undefined, undefined]];

const gapText = (missing: number): string => `(${missing} ${missing === 1 ? 'record' : 'records'} missing)`;

/** An execution with every payload whole. */
export const fullTrace = (trace: Trace): string =>
  [
    headline(trace),
    block('input', trace.input),
    ...trace.states.map((state) => stateText(trace, state)),
    ...(trace.missingAtEnd === undefined ? [] : [`\n${gapText(trace.missingAtEnd)}`]),
    block('output', trace.output),
  ]
    .filter((part) => part !== '')
    .join('\n');

function headline({ executionArn, status, startedAt, endedAt, error, cause, missing }: Trace): string {
  const lasted = endedAt === undefined ? '' : ` in ${elapsedMs(startedAt, endedAt)} ms`;
  const why = error === undefined ? '' : `: ${error}${cause === undefined ? '' : `: ${short(cause, 200)}`}`;
  const gaps = missing === undefined ? '' : ` ${gapText(missing)}`;
  const open = status === 'unfinished' ? ' (no record shows its end)' : '';
  return plain(`${executionArn}\n${status}${lasted}, started ${startedAt}${why}${open}${gaps}`);
}

function stateText(trace: Trace, state: TraceState): string {
  const { name, type, enteredAt, truncated } = state;
  const cut = truncated ? ', cut by the log' : '';
  const lines = [
    ...(state.missingBefore === undefined ? [] : [`\n${gapText(state.missingBefore)}`]),
    `\n${offset(trace, enteredAt)}  ${name} (${type}), took ${took(state) ?? 'unknown'}${cut}`,
    block('  input', state.input),
    ...state.attempts.map((attempt, index) => attemptText(attempt, index)),
    block('  assigned', state.variables),
    block('  output', state.output),
    block('  error', state.error),
    state.missing === undefined ? '' : `  ${gapText(state.missing)}`,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

const attemptText = (attempt: TraceAttempt, index: number): string => {
  const { startedAt, endedAt, status, error, cause } = attempt;
  const lasted = endedAt === undefined ? '' : ` in ${elapsedMs(startedAt, endedAt)} ms`;
  const lines = [
    `  attempt ${index + 1}: ${status}${lasted}, from ${startedAt}`,
    block('    called with', attempt.input),
    block('    answered', attempt.output),
    block('    error', error === undefined ? undefined : { error, cause }),
  ];
  return lines.filter((line) => line !== '').join('\n');
};

// The value stands as deep as its name.
function block(name: string, value: unknown): string {
  if (value === undefined) return '';
  const indent = /^ */.exec(name)?.[0] ?? '';
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return plain(`${name}: ${text.replaceAll('\n', `\n${indent}`)}`);
}

const offset = ({ startedAt }: Trace, time: string): string => `+${elapsedMs(startedAt, time)} ms`;

const took = ({ enteredAt, exitedAt }: TraceState): string | undefined =>
  exitedAt === undefined ? undefined : `${elapsedMs(enteredAt, exitedAt)} ms`;

const attemptsText = ({ attempts }: TraceState): Cell => {
  if (attempts.length === 0) return undefined;
  const failed = attempts.flatMap(({ status, error }) => (status === 'succeeded' ? [] : [error ?? status]));
  return failed.length === 0 ? attempts.length : `${attempts.length} (${failed.join(', ')})`;
};

const RESULT_LENGTH = 80;

// What a state found is in its variables; its output is mostly empty.
function resultText({ error, variables, output }: TraceState): Cell {
  const found = variables ?? (isEmpty(output) ? undefined : output);
  const result = found === undefined ? '' : JSON.stringify(found);
  const failure = error === undefined ? '' : `${error.error ?? 'error'}: ${error.cause ?? ''} `;
  return short(`${variables === undefined ? failure : ''}${result}`, RESULT_LENGTH);
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
