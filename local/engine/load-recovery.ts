import { readInteger, readList, readSection, readText, refuse, type Section } from './fields.ts';
import { loadExit } from './load-exit.ts';
import type { Catcher, Retrier } from './state-machine.ts';

const RETRIER_FIELDS = [
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
];
const CATCHER_FIELDS = ['ErrorEquals', 'Next', 'Assign', 'Output', 'Comment'];

/** AWS: less than 366 days. */
const MOST_DELAY_SECONDS = 31_622_399;

/** Reserved error names that a state of this engine can report, and wildcards. */
const STATES_ERRORS = [
  'States.ALL',
  'States.TaskFailed',
  'States.Timeout',
  'States.DataLimitExceeded',
  'States.QueryEvaluationError',
];

/** Loads the Retry field of a state, if it has one. */
export function loadRetriers(state: Section): readonly Retrier[] {
  return loadEach(state, 'Retry', RETRIER_FIELDS, (section, isLast) => ({
    errorEquals: readErrors(section, isLast),
    intervalSeconds: readInteger(section, 'IntervalSeconds', { least: 1, otherwise: 1 }),
    backoffRate: readBackoffRate(section),
    maxAttempts: readInteger(section, 'MaxAttempts', { least: 0, otherwise: 3 }),
    maxDelaySeconds: readInteger(section, 'MaxDelaySeconds', {
      least: 1,
      most: MOST_DELAY_SECONDS,
      otherwise: Number.POSITIVE_INFINITY,
    }),
    jitter: readJitter(section),
  }));
}

/** Loads the Catch field of a state, if it has one. */
export function loadCatchers(state: Section): readonly Catcher[] {
  return loadEach(state, 'Catch', CATCHER_FIELDS, (section, isLast) => ({
    errorEquals: readErrors(section, isLast),
    ...loadExit(section, readText(section, 'Next'), ['errorOutput']),
  }));
}

function loadEach<T>(
  state: Section,
  field: string,
  known: readonly string[],
  load: (section: Section, isLast: boolean) => T,
): readonly T[] {
  if (state.fields[field] === undefined) return [];
  const list = readList(state, field);
  return list.map((value, index) => {
    const section = readSection(value, known, { state: state.state, path: `${field}[${index}]` });
    return load(section, index === list.length - 1);
  });
}

function readErrors(section: Section, isLast: boolean): readonly string[] {
  const names = readList(section, 'ErrorEquals').map((name) =>
    typeof name === 'string' && name !== ''
      ? name
      : refuse(section, 'ErrorEquals', 'must be a list of names'),
  );
  if (names.includes('States.ALL') && !(isLast && names.length === 1)) {
    return refuse(section, 'ErrorEquals', 'must have States.ALL alone and last');
  }
  // An unknown name in AWS's own namespace is a typing error.
  const unknown = names.find((name) => name.startsWith('States.') && !STATES_ERRORS.includes(name));
  return unknown === undefined
    ? names
    : refuse(section, 'ErrorEquals', `names ${unknown}, which never matches here`);
}

function readBackoffRate(section: Section): number {
  const { BackoffRate: rate = 2 } = section.fields;
  return typeof rate === 'number' && rate >= 1
    ? rate
    : refuse(section, 'BackoffRate', 'must be a number, at least 1');
}

function readJitter(section: Section): Retrier['jitter'] {
  const { JitterStrategy: jitter = 'NONE' } = section.fields;
  return jitter === 'NONE' || jitter === 'FULL'
    ? jitter
    : refuse(section, 'JitterStrategy', 'must be NONE or FULL');
}
