import type { Payload, Trace, TraceAttempt, TraceState } from '../../api/routes/events.ts';
import { elapsedMs } from '../../domain/values/time.ts';
import { plain, short } from './plain.ts';
import { type Cell, table } from './table.ts';

/** An execution with one line a state. `WORK`: the working time of its task, by the task's own clock. */
export const traceTable = (trace: Trace): string => {
  if (trace.states.length === 0) return headline(trace);
  const rows = trace.states.map((state) => [
    offset(trace, state.enteredAt),
    state.name,
    took(state),
    ms(workedMs(state)),
    attemptsText(state),
    resultText(state),
  ]);
  return `${headline(trace)}\n${table(['AT', 'STATE', 'TOOK', 'WORK', 'ATTEMPTS', 'RESULT'], rows, ['AT', 'TOOK', 'WORK'])}`;
};

/** An execution with full payloads. */
export const fullTrace = (trace: Trace): string =>
  [headline(trace), ...trace.states.map((state) => stateText(trace, state))].join('\n');

function headline({ execution, executionArn, status, startedAt, endedAt, end, log, missing }: Trace): string {
  const lasted = startedAt && endedAt ? ` in ${elapsedMs(startedAt, endedAt)} ms` : '';
  const started = startedAt === undefined ? '' : `, started ${startedAt}`;
  const lost =
    missing === undefined
      ? ''
      : `\n${missing} of its states expired with the evidence of a decision that did not stand`;
  const written = log === undefined ? '' : `\nits log: ${log}`;
  return plain(
    `${executionArn ?? execution}\n${status}${lasted}${started}: ${short(end.text, 400)}${lost}${written}`,
  );
}

function stateText(trace: Trace, state: TraceState): string {
  const { name, type, enteredAt, from } = state;
  const worked = workedMs(state);
  const work = worked === undefined ? '' : `, ${worked} ms of it work`;
  const lasted = from === 'derived' ? 'derived' : `took ${took(state) ?? 'unknown'}${work}`;
  const lines = [
    `\n${offset(trace, enteredAt)}  ${name} (${type}), ${lasted}`,
    block('  called with', state.input),
    ...state.attempts.map(attemptText),
    block('  answered', state.output),
    block('  assigned', state.variables),
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function attemptText({ status, startedAt, endedAt, error, cause }: TraceAttempt, index: number): string {
  const lasted = startedAt && endedAt ? ` in ${elapsedMs(startedAt, endedAt)} ms, from ${startedAt}` : '';
  const why = error === undefined ? '' : `: ${error}: ${cause ?? ''}`;
  return plain(`  attempt ${index + 1}: ${status}${lasted}${why}`);
}

// The value has the indent of its name.
function block(name: string, payload: Payload | undefined): string {
  if (payload === undefined) return '';
  const indent = /^ */.exec(name)?.[0] ?? '';
  const text = JSON.stringify(payload.value, null, 2).replaceAll('\n', `\n${indent}`);
  return plain(`${name} (${originText(payload)}): ${text}`);
}

/** The fields that are in the record, and those derived from it. */
function originText({ value, kept }: Payload): string {
  const derived = Object.keys(value).filter((name) => !kept.includes(name));
  if (derived.length === 0) return 'kept';
  return kept.length === 0 ? 'derived' : `kept: ${kept.join(', ')}; derived: ${derived.join(', ')}`;
}

const offset = ({ startedAt }: Trace, time: string): Cell =>
  startedAt === undefined ? undefined : `+${elapsedMs(startedAt, time)} ms`;

/** Working time of a task in its state, in milliseconds, by its own clock. */
function workedMs({ attempts }: TraceState): number | undefined {
  const { startedAt, endedAt } = attempts.at(-1) ?? {};
  return startedAt === undefined || endedAt === undefined ? undefined : elapsedMs(startedAt, endedAt);
}

const ms = (time: number | undefined): Cell => (time === undefined ? undefined : `${time} ms`);

const took = ({ from, enteredAt, exitedAt }: TraceState): Cell => {
  if (from === 'derived') return 'derived';
  return exitedAt === undefined ? undefined : `${elapsedMs(enteredAt, exitedAt)} ms`;
};

const attemptsText = ({ attempts }: TraceState): Cell => {
  if (attempts.length === 0) return undefined;
  const failed = attempts.flatMap(({ status, error }) => (status === 'succeeded' ? [] : [error ?? status]));
  return failed.length === 0 ? attempts.length : `${attempts.length} (${failed.join(', ')})`;
};

const RESULT_LENGTH = 80;

function resultText({ error, variables, output }: TraceState): Cell {
  if (error) return short(`${error.error ?? 'error'}: ${error.cause ?? ''}`, RESULT_LENGTH);
  const found = variables ?? output;
  return found && short(JSON.stringify(found.value), RESULT_LENGTH);
}
