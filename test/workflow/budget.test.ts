import { describe, expect, it } from 'vitest';
import { type AslState, asl } from './support/definition.ts';
import { play, SCENARIOS, type ScenarioName } from './support/scenarios.ts';

/** The longest time in a state: every attempt hangs until its time-out, with maximum back-off. */
function worstSeconds({ TimeoutSeconds = 0, Retry = [] }: AslState): number {
  const retries = Retry.flatMap(({ IntervalSeconds, BackoffRate, MaxAttempts, MaxDelaySeconds }) =>
    Array.from({ length: MaxAttempts }, (_, at) =>
      Math.min(IntervalSeconds * BackoffRate ** at, MaxDelaySeconds),
    ),
  );
  return (retries.length + 1) * TimeoutSeconds + retries.reduce((sum, delay) => sum + delay, 0);
}

const nextOf = ({ Next, Default, Choices = [], Catch = [] }: AslState): string[] =>
  [Next, Default, ...Choices.map((each) => each.Next), ...Catch.map((each) => each.Next)].filter(
    (each) => each !== undefined,
  );

/** Whether a fault of the state may dead-letter the event: only states before the commit name their stage. */
const hasStage = (name = ''): boolean =>
  (asl.States[name]?.Catch ?? []).some(({ Assign }) => {
    const failure = Assign?.['failure'] as { stage?: string } | undefined;
    return failure?.stage !== undefined;
  });

/** The longest path from a state without a cycle, and its states. */
function longestFrom(name: string, before: readonly string[] = []): { seconds: number; path: string[] } {
  const state = asl.States[name];
  if (state === undefined) throw new Error(`there is no state ${name}`);
  const ways = nextOf(state)
    .filter((next) => next !== name && !before.includes(next))
    .filter((next) => name !== 'CheckFailure' || next !== 'DeadLetter' || hasStage(before.at(-1)))
    .map((next) => longestFrom(next, [...before, name]));
  const { seconds, path } = ways.reduce((a, b) => (a.seconds >= b.seconds ? a : b), { seconds: 0, path: [] });
  return { seconds: worstSeconds(state) + seconds, path: [name, ...path] };
}

describe('the time of an execution', () => {
  it('is enough for every path through the workflow with every state at its slowest', () => {
    const longest = longestFrom('ReceiveEvent');
    expect(longest.path.length).toBeGreaterThan(12);
    expect(longest.seconds, longest.path.join(' ')).toBeLessThan(asl.TimeoutSeconds);
  });

  it('is below the five minutes that Express allows', () => {
    expect(asl.TimeoutSeconds).toBeLessThan(300);
  });
});

describe('the workflow', () => {
  it('has no Wait state, and no state of a type that these checks do not cover', () => {
    const types = new Set(Object.values(asl.States).map(({ Type }) => Type));
    expect([...types].sort()).toEqual(['Choice', 'Fail', 'Succeed', 'Task']);
  });

  // Slower than a warm Lambda function with two calls of DynamoDB usually is.
  const CALL_MS = 150;
  const USUAL: ScenarioName[] = ['a price by the model', 'a price by the rules', 'a price that stands'];

  it.each(USUAL)('makes %s in less than 2 s of calls', async (name) => {
    const { ran } = await play(SCENARIOS[name]);
    expect(ran.attempts.length).toBeGreaterThanOrEqual(5);
    expect(ran.attempts.length * CALL_MS).toBeLessThan(2_000);
  });
});
