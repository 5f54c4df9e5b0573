import { describe, expect, it } from 'vitest';
import { output, pass, run, START } from './support.ts';

const choice = (fields: object = {}) => ({
  Start: {
    Type: 'Choice',
    Choices: [
      { Condition: '{% $states.input.n > 10 %}', Next: 'Big' },
      { Condition: '{% $states.input.n > 5 %}', Next: 'Middling', Output: { was: '{% $states.input.n %}' } },
    ],
    Default: 'Small',
    ...fields,
  },
  Big: pass({ Output: 'big' }),
  Middling: pass(),
  Small: pass(),
});

describe('Pass', () => {
  it('has its input as output', async () => {
    expect(await output({ A: pass() }, { input: { a: [1, null] } })).toEqual({ a: [1, null] });
  });

  it('evaluates expressions however deep they are, and leaves other strings alone', async () => {
    const Output = {
      list: [1, { deep: '{% $states.input.a + 1 %}' }],
      text: '100% {1}',
      empty: {},
      nothing: null,
    };
    expect(await output({ A: pass({ Output }) }, { input: { a: 1 } })).toEqual({
      list: [1, { deep: 2 }],
      text: '100% {1}',
      empty: {},
      nothing: null,
    });
  });

  it('hands its output to the next state as input', async () => {
    const states = {
      A: { Type: 'Pass', Output: { a: 1 }, Next: 'B' },
      B: pass({ Output: '{% $states.input.a %}' }),
    };
    expect(await output(states)).toBe(1);
  });
});

describe('Choice', () => {
  it('takes the first rule that is true', async () => {
    expect(await output(choice(), { input: { n: 11 } })).toBe('big');
  });

  it("uses the matching rule's own Output", async () => {
    expect(await output(choice(), { input: { n: 6 } })).toEqual({ was: 6 });
  });

  it('takes Default when no rule matches, and passes the input on', async () => {
    expect(await output(choice(), { input: { n: 1 } })).toEqual({ n: 1 });
  });

  it("uses the state's Output on the way to Default only", async () => {
    const states = choice({ Output: 'by default' });
    expect(await output(states, { input: { n: 1 } })).toBe('by default');
    expect(await output({ ...states, Big: pass() }, { input: { n: 11 } })).toEqual({ n: 11 });
  });

  it('fails with States.NoChoiceMatched when there is no Default', async () => {
    const { Small: _, ...states } = choice({ Default: undefined });
    const { result } = await run(states, { input: { n: 1 } });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });

  it('fails when a Condition is not a boolean', async () => {
    const states = {
      A: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n %}', Next: 'B' }] },
      B: pass(),
    };
    const { result } = await run(states, { input: { n: 1 } });
    expect(result.error).toBe('States.QueryEvaluationError');
    expect(result.cause).toContain(
      "'$states.input.n' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected a boolean, but was 1",
    );
  });
});

describe('Wait', () => {
  const wait = (fields: object) => ({ A: { Type: 'Wait', End: true, ...fields } });

  it.each<[string, object, number]>([
    ['a number of seconds', { Seconds: 90 }, 90_000],
    ['seconds from an expression', { Seconds: '{% $states.input.s * 2 %}' }, 40_000],
    ['no seconds', { Seconds: 0 }, 0],
    ['a timestamp', { Timestamp: '2026-01-01T00:00:07Z' }, 7_000],
    ['a timestamp in another zone', { Timestamp: '{% $states.input.t %}' }, 60_000],
    ['a time that has passed', { Timestamp: '2020-01-01T00:00:00Z' }, 0],
  ])('waits for %s', async (_, fields, ms) => {
    const { result, took } = await run(wait(fields), { input: { s: 20, t: '2026-01-01T01:01:00+01:00' } });
    expect(result.status).toBe('SUCCEEDED');
    expect(took).toBe(ms);
  });

  it.each([
    ['a negative number', '{% -1 %}'],
    ['half a second', '{% 0.5 %}'],
    ['a string', "{% '1' %}"],
  ])('fails when Seconds turns out to be %s', async (_, Seconds) => {
    const { result } = await run(wait({ Seconds }));
    expect(result.error).toBe('States.QueryEvaluationError');
  });

  it('passes its input on, and supports Assign and Output', async () => {
    const states = {
      A: { Type: 'Wait', Seconds: 1, Assign: { a: '{% $states.input.n %}' }, Next: 'B' },
      B: { Type: 'Wait', Seconds: 1, Output: '{% [$states.input.n, $a] %}', End: true },
    };
    expect(await output(states, { input: { n: 3 } })).toEqual([3, 3]);
  });
});

describe('Succeed', () => {
  it('ends the execution with its input', async () => {
    expect(await output({ A: { Type: 'Succeed' } }, { input: [1] })).toEqual([1]);
  });

  it('ends the execution with its Output', async () => {
    expect(await output({ A: { Type: 'Succeed', Output: '{% $states.input[0] %}' } }, { input: [1] })).toBe(
      1,
    );
  });
});

describe('Fail', () => {
  it('ends the execution with its Error and Cause', async () => {
    const { result } = await run(
      { A: { Type: 'Fail', Error: 'Broken', Cause: '{% "because " & $states.input.why %}' } },
      { input: { why: 'rain' } },
    );
    expect(result).toEqual({
      status: 'FAILED',
      error: 'Broken',
      cause: 'because rain',
      startedAt: START,
      stoppedAt: START,
    });
  });

  it('may have neither', async () => {
    const { result } = await run({ A: { Type: 'Fail' } });
    expect(result).toEqual({ status: 'FAILED', startedAt: START, stoppedAt: START });
  });

  it('fails with States.QueryEvaluationError when its Error is not a string', async () => {
    const { result } = await run({ A: { Type: 'Fail', Error: '{% 1 %}' } });
    expect(result.error).toBe('States.QueryEvaluationError');
  });
});
