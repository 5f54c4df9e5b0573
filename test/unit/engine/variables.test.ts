import { describe, expect, it } from 'vitest';
import { answers, fault, output, pass, run, task } from './support.ts';

type Fields = Record<string, unknown>;
/** Two states in a row, after `$a` was set to 1. */
const assignThen = (first: Fields, second: Fields) => ({
  Init: { Type: 'Pass', Assign: { a: 1 }, Next: 'First' },
  First: { Type: 'Pass', Next: 'Second', ...first },
  Second: pass(second),
});

describe('Assign', () => {
  it('makes a variable visible in the next states', async () => {
    const states = {
      A: { Type: 'Pass', Assign: { price: { of: '{% $states.input.p %}' } }, Next: 'B' },
      B: { Type: 'Pass', Next: 'C' },
      C: pass({ Output: '{% $price.of %}' }),
    };
    expect(await output(states, { input: { p: 7 } })).toBe(7);
  });

  it('sees the variables as they were before the state', async () => {
    const states = assignThen({ Assign: { a: '{% $a + 1 %}', b: '{% $a %}' } }, { Output: '{% [$a, $b] %}' });
    expect(await output(states)).toEqual([2, 1]);
  });

  it('leaves the other variables as they are', async () => {
    expect(await output(assignThen({ Assign: { b: 2 } }, { Output: '{% [$a, $b] %}' }))).toEqual([1, 2]);
  });

  it('is not seen by the Output beside it', async () => {
    const states = assignThen(
      { Assign: { a: 2 }, Output: '{% $a %}' },
      { Output: '{% [$states.input, $a] %}' },
    );
    expect(await output(states)).toEqual([1, 2]);
  });

  it('does not make new variables visible to the Output beside it', async () => {
    const { result } = await run({ A: pass({ Assign: { b: 1 }, Output: '{% $b %}' }) });
    expect(result.error).toBe('States.QueryEvaluationError');
  });

  it('keeps values as JSON, so lists of one element stay lists', async () => {
    const states = {
      A: { Type: 'Pass', Assign: { list: '{% $states.input.l[n = 1][] %}' }, Next: 'B' },
      B: pass({ Output: '{% $list %}' }),
    };
    expect(await output(states, { input: { l: [{ n: 1 }] } })).toEqual([{ n: 1 }]);
  });

  it('counts rounds of a loop', async () => {
    const states = {
      Init: { Type: 'Pass', Assign: { rounds: 0 }, Next: 'Round' },
      Round: { Type: 'Pass', Assign: { rounds: '{% $rounds + 1 %}' }, Next: 'Enough' },
      Enough: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $rounds >= 10 %}', Next: 'End' }],
        Default: 'Round',
      },
      End: pass({ Output: '{% $rounds %}' }),
    };
    expect(await output(states)).toBe(10);
  });

  it.each([
    ['the matching rule', 11, 'rule'],
    ['the state, on the way to Default', 1, 'state'],
  ])('of a Choice is that of %s', async (_, n, expected) => {
    const states = {
      A: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input.n > 10 %}', Assign: { by: 'rule' }, Next: 'B' }],
        Assign: { by: 'state' },
        Default: 'B',
      },
      B: pass({ Output: '{% $by %}' }),
    };
    expect(await output(states, { input: { n } })).toBe(expected);
  });

  it('of a failed task does not happen', async () => {
    const states = {
      Init: { Type: 'Pass', Assign: { a: 'before' }, Next: 'Work' },
      Work: task({ Assign: { a: 'after' }, Catch: [{ ErrorEquals: ['X'], Next: 'Tell' }], Next: 'Tell' }),
      Tell: pass({ Output: '{% $a %}' }),
    };
    expect(await output(states, { work: () => fault('X') as never })).toBe('before');
    expect(await output(states, { work: () => 1 })).toBe('after');
  });

  it('of a task can use the result', async () => {
    const states = {
      Work: task({ Assign: { got: '{% $states.result.Payload.n %}' }, Next: 'Tell' }),
      Tell: pass({ Output: '{% $got %}' }),
    };
    expect(await output(states, { work: answers({ n: 4 }) })).toBe(4);
  });
});

describe('the variables of an execution', () => {
  // Each round adds 200,000 bytes, under a name of its own.
  const rounds = (count: number, last: object) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [
        `R${at}`,
        at < count - 1
          ? { Type: 'Pass', Assign: { [`v${at}`]: '{% $states.input %}' }, Next: `R${at + 1}` }
          : last,
      ]),
    );
  const input = 'x'.repeat(199_998);
  const fits = Math.floor((10 * 2 ** 20) / 200_000);

  it('have at most 10 MiB together', async () => {
    const assign = task({
      Assign: { last: '{% $states.input %}' },
      Output: 'fits',
      Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Output: 'caught', Next: 'End' }],
      Next: 'End',
    });
    const end = { End: pass() };
    const work = () => 1;
    expect(await output({ ...rounds(fits, assign), ...end }, { input, work })).toBe('fits');
    expect(await output({ ...rounds(fits + 1, assign), ...end }, { input, work })).toBe('caught');
  });

  it('count once each, however often they are assigned', async () => {
    const again = pass({ Assign: { v0: '{% $states.input %}' }, Output: 'fits' });
    expect(await output(rounds(fits + 1, again), { input })).toBe('fits');
  });
});

describe('$states.context', () => {
  it('has the execution, the state machine and the state, as AWS does', async () => {
    expect(await output({ Look: pass({ Output: '{% $states.context %}' }) }, { input: { n: 1 } })).toEqual({
      Execution: {
        Id: 'arn:aws:states:us-east-1:000000000000:express:Sample:id-1:id-2',
        Input: { n: 1 },
        Name: 'id-1',
        RoleArn: 'arn:aws:iam::000000000000:role/Sample',
        StartTime: '2026-01-01T00:00:00.000Z',
      },
      StateMachine: { Id: 'arn:aws:states:us-east-1:000000000000:stateMachine:Sample', Name: 'Sample' },
      State: { Name: 'Look', EnteredTime: '2026-01-01T00:00:00.000Z' },
    });
  });

  it('has the time when the state was entered, and the number of retries of a task', async () => {
    const states = {
      Wait: { Type: 'Wait', Seconds: 5, Next: 'Work' },
      Work: task({
        Arguments: { FunctionName: 'work', Payload: '{% $states.context.State %}' },
        Retry: [{ ErrorEquals: ['X'] }],
        Output: '{% $states.context.State.RetryCount %}',
      }),
    };
    const seen: unknown[] = [];
    const next = answers<never>(fault('X') as never, fault('X') as never, 1 as never);
    const work = (payload: unknown) => {
      seen.push(payload);
      return next();
    };
    expect(await output(states, { work })).toBe(2);
    expect(seen).toEqual(
      [0, 1, 2].map((RetryCount) => ({ Name: 'Work', EnteredTime: '2026-01-01T00:00:05.000Z', RetryCount })),
    );
  });
});
