import { describe, expect, it } from 'vitest';
import { type AslState, isLambda, type Retrier, targetOf, tasks } from './support/definition.ts';
import { answering, died, type Fault, type Faults, failing, hanging, times } from './support/faults.ts';
import type { Options, Target } from './support/pipeline.ts';
import { play, visiting } from './support/scenarios.ts';
import { after, attemptsAt } from './support/trace.ts';

const FULL = 0.999_999;

/** The call that must fail, and how, so that the workflow sees an error of this name. */
function faultOf(name: string, state: AslState, error: string): [Target, Fault] {
  const target = targetOf(name, state);
  if (error === 'States.Timeout') return [target, hanging];
  if (error === 'States.TaskFailed') return [target, failing('ServiceUnavailable')];
  if (error === 'Lambda.Unknown') return [`lambda ${name}` as Target, died];
  return [(error.startsWith('Lambda.') ? `lambda ${name}` : target) as Target, failing(error)];
}

const cases = tasks.flatMap(([name, state]) =>
  (state.Retry ?? []).flatMap((retrier) =>
    retrier.ErrorEquals.map((error) => ({ name, state, retrier, error })),
  ),
);

/** Runs the workflow through the state while its first calls fail. */
function runFailing({ name, state, error }: (typeof cases)[number], count: number, random = FULL) {
  const [target, fault] = faultOf(name, state, error);
  return runThrough(name, { faults: { [target]: times(count, fault) } as Faults<Target>, random });
}

function runThrough(name: string, options: Options = {}) {
  const scenario = visiting(name);
  // The store whose outage makes the event wait stays away.
  const faults = { ...scenario.options?.faults, ...options.faults };
  return play(scenario, { ...options, faults });
}

/** Milliseconds between attempts: the time-out, if it is one, and the back-off. */
const gapsOf = (
  { state, error }: (typeof cases)[number],
  { MaxAttempts, ...retrier }: Retrier,
  random: number,
) =>
  Array.from({ length: MaxAttempts }, (_, retry) => {
    const delay = Math.min(retrier.IntervalSeconds * retrier.BackoffRate ** retry, retrier.MaxDelaySeconds);
    const spent = error === 'States.Timeout' ? (state.TimeoutSeconds ?? 0) : 0;
    return Math.round(1_000 * (spent + random * delay));
  });

const gaps = (times: number[]): number[] =>
  times.slice(1).map((time, at) => Math.round(time - (times[at] ?? 0)));

it('finds retries in the file', () => {
  expect(cases.length).toBeGreaterThan(tasks.length);
});

describe.each(cases)('$name, when it fails with $error', (each) => {
  const { name, state, retrier } = each;

  it('succeeds at its last attempt, and continues normally', async () => {
    const { ran } = await runFailing(each, retrier.MaxAttempts);
    const { ran: untroubled } = await runThrough(name);
    expect(attemptsAt(ran, name)).toHaveLength(retrier.MaxAttempts + 1);
    expect(ran.visited).toEqual(untroubled.visited);
    expect(ran.status).toBe(untroubled.status);
  });

  it('is retried after the stated back-off, and never later', async () => {
    const { ran } = await runFailing(each, retrier.MaxAttempts);
    const expected = gapsOf(each, retrier, FULL);
    expect(gaps(attemptsAt(ran, name))).toEqual(expected);
    expect(Math.round(ran.took)).toBeCloseTo(
      expected.reduce((sum, gap) => sum + gap, 0),
      -1,
    );
  });

  it('is retried at once if the jitter is 0', async () => {
    const { ran } = await runFailing(each, retrier.MaxAttempts, 0);
    expect(gaps(attemptsAt(ran, name))).toEqual(gapsOf(each, retrier, 0));
  });

  it('then goes to its Catch', async () => {
    const { ran } = await runFailing(each, retrier.MaxAttempts + 1, 0);
    expect(attemptsAt(ran, name)).toHaveLength(retrier.MaxAttempts + 1);
    expect(after(ran, name)).toBe(state.Catch?.at(-1)?.Next);
  });
});

const lambdas = tasks.filter(([, state]) => isLambda(state));
const UNNAMED = [
  ['an error of the code', 'TypeError'],
  ['a payload that does not fit', 'ZodError'],
  ['a request that is refused', 'ValidationException'],
] as const;

describe.each(lambdas)('%s', (name, state) => {
  it.each(UNNAMED)('is not retried for %s', async (_what, error) => {
    const [target, fault] = faultOf(name, state, error);
    const { ran } = await runThrough(name, { faults: { [target]: fault } });
    expect(attemptsAt(ran, name)).toHaveLength(1);
    expect(after(ran, name)).toBe(state.Catch?.at(-1)?.Next);
  });
});

// Answers without the fields that the workflow takes over. When an expression fails, on the event or on such an answer, the
// event is received once more.
describe.each([
  ['ReceiveEvent', 2],
  ['Close', 1],
] as const)('%s', (name, calls) => {
  it('is not retried for a senseless answer, but caught', async () => {
    const { ran } = await runThrough(name, { faults: { [name]: answering('garbage') } });
    const state = tasks.find(([each]) => each === name)?.[1];
    expect(attemptsAt(ran, name)).toHaveLength(calls);
    expect(after(ran, name)).toBe(state?.Catch?.[0]?.Next);
  });
});
