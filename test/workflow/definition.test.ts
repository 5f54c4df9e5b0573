import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as errors from '../../domain/errors.ts';
import { localBindings, type TaskNeeds, taskHandlers } from '../../local/handlers.ts';
import { definitionText, placeholders } from '../../workflows/definition.ts';
import { asl, isLambda, type Retrier, targetOf, tasks } from './support/definition.ts';
import { RESOURCES } from './support/integrations.ts';
import { FUNCTIONS } from './support/pipeline.ts';

const PASSING = [
  errors.StoreUnavailable.name,
  errors.CacheUnavailable.name,
  'States.Timeout',
  'Sandbox.Timedout',
  'Lambda.Unknown',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
];

/** `ReceiveEvent` -> `receive-event`. */
const taskFile = (state: string): string => state.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();

describe('the file', () => {
  it('wants no binding but those that it has on one machine', () => {
    const handlers = taskHandlers({} as TaskNeeds);
    const bound = Object.keys(localBindings(handlers, RESOURCES)).sort();
    expect(placeholders(definitionText()).sort()).toEqual(bound);
  });

  it('has a task file for every Lambda state', () => {
    const lambdas = tasks.filter(([, state]) => isLambda(state)).map(([name]) => name);
    expect(lambdas.sort()).toEqual([...FUNCTIONS].sort());
    const missing = lambdas.filter(
      (name) => !existsSync(new URL(`../../tasks/${taskFile(name)}.ts`, import.meta.url)),
    );
    expect(missing).toEqual([]);
  });
});

describe.each(tasks)('the Task state %s', (name, state) => {
  it('catches everything that can be caught, and keeps error and cause', () => {
    expect(state.Catch).toHaveLength(1);
    const [caught] = state.Catch ?? [];
    expect(caught?.ErrorEquals).toEqual(['States.ALL']);
    const kept = caught?.Assign?.[name === 'PredictPrice' ? 'fallbackFor' : 'failure'];
    expect(kept).toMatchObject({
      error: '{% $states.errorOutput.Error %}',
      cause: '{% $states.errorOutput.Cause %}',
    });
  });

  it('says where it failed when that leads to the dead letter', () => {
    const [caught] = state.Catch ?? [];
    const stage = (caught?.Assign?.['failure'] as { stage?: string } | undefined)?.stage;
    expect(stage).toBe(caught?.Next === 'DeadLetter' ? name : undefined);
  });

  it('gives up waiting before the execution does', () => {
    expect(state.TimeoutSeconds).toBeGreaterThan(0);
    expect(state.TimeoutSeconds).toBeLessThan(asl.TimeoutSeconds);
  });

  it('retries what may pass, unless it is the model', () => {
    const retried = (state.Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals).sort();
    const passing = isLambda(state) ? PASSING : ['States.TaskFailed', 'States.Timeout'];
    expect(retried).toEqual(name === 'PredictPrice' ? [] : passing.toSorted());
  });

  it('retries with full jitter, so that an outage does not end in a stampede', () => {
    for (const { JitterStrategy, BackoffRate } of state.Retry ?? []) {
      expect(JitterStrategy).toBe('FULL');
      expect(BackoffRate).toBeGreaterThan(1);
    }
  });

  it('leaves time for the dead letter, however long it is out', () => {
    const letter = asl.States['DeadLetter'];
    expect(longest(state) + longest(letter)).toBeLessThan(asl.TimeoutSeconds);
  });

  it('is called by the name that the faults know', () => {
    const known: string[] = [...FUNCTIONS, 'sendMessage', 'putEvents', 'updateItem'];
    expect(known).toContain(targetOf(name, state));
  });
});

/** The most seconds that a state can take, time-outs and back-off together. */
function longest(state: { TimeoutSeconds?: number; Retry?: Retrier[] } = {}): number {
  const delays = (state.Retry ?? []).flatMap((retrier) =>
    Array.from({ length: retrier.MaxAttempts }, (_, retry) =>
      Math.min(retrier.IntervalSeconds * retrier.BackoffRate ** retry, retrier.MaxDelaySeconds),
    ),
  );
  return (state.TimeoutSeconds ?? 0) * (delays.length + 1) + delays.reduce((sum, delay) => sum + delay, 0);
}
