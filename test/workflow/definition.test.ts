import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { CacheUnavailable, StoreUnavailable } from '../../domain/values/errors.ts';
import { type LocalDeps, localBindings, taskHandlers } from '../../local/handlers.ts';
import { definitionText, placeholders } from '../../workflows/definition.ts';
import { OUTAGES, UNCLEAR } from '../../workflows/passing-errors.ts';
import { asl, isLambda, type Retrier, stageOf, targetOf, tasks } from './support/definition.ts';
import { RESOURCES } from './support/integrations.ts';
import { FUNCTIONS } from './support/pipeline.ts';

// The Step Functions guide, "Handle Lambda service exceptions".
const RECOMMENDED = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
];
/** The errors of Lambda's Invoke for which its API reference blames the server, as the SDK documents them. */
const serverFaults = (): string[] => {
  const path = createRequire(import.meta.url).resolve('@aws-sdk/client-lambda/package.json');
  const types = readFileSync(new URL('dist-types/commands/InvokeCommand.d.ts', `file://${path}`), 'utf8');
  return [...types.matchAll(/@throws \{@link (\w+)\} \(server fault\)/g)].map(([, name]) => `Lambda.${name}`);
};
const PASSING = [...OUTAGES, ...UNCLEAR];
const BEFORE_COMMIT = ['ReceiveEvent', 'LoadContext', 'FallbackPrice', 'ApplyGuardrails', 'Commit'];

/** `ReceiveEvent` -> `receive-event`. */
const taskFile = (state: string): string => state.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();

describe('the file', () => {
  it('needs no other bindings than on one machine', () => {
    const handlers = taskHandlers({} as LocalDeps);
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

describe('passing errors', () => {
  it('are all errors that AWS recommends to retry, and those named by adapters', () => {
    const named = [new StoreUnavailable(), new CacheUnavailable()].map(({ name }) => name);
    expect(PASSING).toEqual(expect.arrayContaining([...RECOMMENDED, ...named]));
    expect(OUTAGES).toEqual(expect.arrayContaining(named));
  });

  it('name as outages all faults of the server that Lambda documents', () => {
    expect(serverFaults()).toContain('Lambda.ENILimitReachedException');
    expect(serverFaults().filter((name) => !OUTAGES.includes(name))).toEqual([]);
  });

  it('are each either an outage or unclear', () => {
    expect(new Set(PASSING).size).toBe(PASSING.length);
  });

  it('are in the definition by their names', () => {
    expect(definitionText()).not.toMatch(/@(outages|unclear)/);
  });
});

describe.each(tasks)('the Task state %s', (name, state) => {
  it('catches every error that can be caught, and keeps error and cause', () => {
    const caught = state.Catch ?? [];
    expect(caught.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
    // NoteTrace keeps the error that led to it.
    if (name === 'NoteTrace') return;
    for (const { Assign } of caught)
      expect(Assign?.[name === 'PredictPrice' ? 'fallbackFor' : 'failure']).toMatchObject({
        error: '{% $states.errorOutput.Error %}',
        cause: '{% $states.errorOutput.Cause %}',
      });
  });

  it('names its stage if its fault may dead-letter the event', () => {
    expect(stageOf(state)).toBe(
      BEFORE_COMMIT.includes(name) ? '{% $states.context.State.Name %}' : undefined,
    );
  });

  it('times out before the execution does', () => {
    expect(state.TimeoutSeconds).toBeGreaterThan(0);
    expect(state.TimeoutSeconds).toBeLessThan(asl.TimeoutSeconds);
  });

  it('retries passing errors, unless it asks the model or only adds a note', () => {
    const retried = (state.Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals).sort();
    const passing = isLambda(state) ? PASSING : ['States.TaskFailed', 'States.Timeout'];
    expect(retried).toEqual(['PredictPrice', 'NoteTrace'].includes(name) ? [] : passing.toSorted());
  });

  it('retries with full jitter, so that an outage does not end in a stampede', () => {
    for (const { JitterStrategy, BackoffRate } of state.Retry ?? []) {
      expect(JitterStrategy).toBe('FULL');
      expect(BackoffRate).toBeGreaterThan(1);
    }
  });

  it('leaves time for the dead letter and the waiting queue, however long its outage lasts', () => {
    const { DeadLetter, KeepWaiting } = asl.States;
    expect(longest(state) + longest(DeadLetter) + longest(KeepWaiting)).toBeLessThan(asl.TimeoutSeconds);
  });

  it('has a target for injected faults', () => {
    const known: string[] = [...FUNCTIONS, 'sendMessage', 'keepWaiting', 'putEvents', 'updateItem'];
    expect(known).toContain(targetOf(name, state));
  });
});

/** Maximum seconds in a state: time-outs and back-off together. */
function longest(state: { TimeoutSeconds?: number; Retry?: Retrier[] } = {}): number {
  const delays = (state.Retry ?? []).flatMap((retrier) =>
    Array.from({ length: retrier.MaxAttempts }, (_, retry) =>
      Math.min(retrier.IntervalSeconds * retrier.BackoffRate ** retry, retrier.MaxDelaySeconds),
    ),
  );
  return (state.TimeoutSeconds ?? 0) * (delays.length + 1) + delays.reduce((sum, delay) => sum + delay, 0);
}
