import { describe, expect, it } from 'vitest';
import { fault, output, pass, run, task } from './support.ts';

const caughtBy = (Catch: object[], fields = {}) => ({
  Init: { Type: 'Pass', Assign: { a: 'old' }, Next: 'Work' },
  Work: task({ ...fields, Catch }),
  Tell: pass({ Output: '{% {"input": $states.input, "a": $a} %}' }),
});
const work = () => fault('X', 'sorry') as never;

describe('Catch', () => {
  it('goes to its Next with the error output as input', async () => {
    expect(await output(caughtBy([{ ErrorEquals: ['X'], Next: 'Tell' }]), { work })).toEqual({
      input: { Error: 'X', Cause: '{"errorType":"X","errorMessage":"sorry","trace":[]}' },
      a: 'old',
    });
  });

  it('uses its own Assign and Output, side by side, with $states.errorOutput', async () => {
    const catcher = {
      ErrorEquals: ['X'],
      Next: 'Tell',
      Assign: { a: "{% $a & ', then ' & $states.errorOutput.Error %}" },
      Output: "{% $a & ': ' & $parse($states.errorOutput.Cause).errorMessage & $states.input.n %}",
    };
    expect(await output(caughtBy([catcher]), { input: { n: 1 }, work })).toEqual({
      input: 'old: sorry1',
      a: 'old, then X',
    });
  });

  it("does not use the state's Assign and Output", async () => {
    const fields = { Assign: { a: 'state' }, Output: 'state' };
    const states = caughtBy([{ ErrorEquals: ['X'], Next: 'Tell' }], fields);
    expect(await output(states, { work })).toMatchObject({ input: { Error: 'X' }, a: 'old' });
  });

  it('takes the first catcher that matches', async () => {
    const catchers = [
      { ErrorEquals: ['Y'], Next: 'Tell', Output: 1 },
      { ErrorEquals: ['Z', 'X'], Next: 'Tell', Output: 2 },
      { ErrorEquals: ['States.ALL'], Next: 'Tell', Output: 3 },
    ];
    expect(await output(caughtBy(catchers), { work })).toMatchObject({ input: 2 });
  });

  it('comes after Retry has run out', async () => {
    const states = caughtBy([{ ErrorEquals: ['X'], Next: 'Tell' }], {
      Retry: [{ ErrorEquals: ['X'], MaxAttempts: 1 }],
    });
    expect((await run(states, { work })).took).toBe(1000);
  });

  it('lets other errors end the execution', async () => {
    const { result } = await run(caughtBy([{ ErrorEquals: ['Y'], Next: 'Tell' }]), { work });
    expect(result).toMatchObject({ status: 'FAILED', error: 'X', cause: expect.stringContaining('sorry') });
  });

  it('has an empty Cause for an error without one', async () => {
    const states = caughtBy([{ ErrorEquals: ['States.Timeout'], Next: 'Tell' }], { TimeoutSeconds: 1 });
    expect(await output(states, { work: () => new Promise(() => {}) })).toMatchObject({
      input: { Error: 'States.Timeout', Cause: '' },
    });
  });

  it('does not catch errors of a catcher', async () => {
    const catchers = [
      { ErrorEquals: ['States.ALL'], Next: 'Tell', Output: '{% $states.errorOutput.missing %}' },
    ];
    const { result } = await run(caughtBy(catchers), { work });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(result.cause).toContain("specified for the field 'Catch[0]/Output'");
  });

  it.each([
    ['States.ALL', 'X', true],
    ['States.TaskFailed', 'X', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.ALL', 'States.Timeout', true],
    ['States.ALL', 'States.DataLimitExceeded', false],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
    ['States.ALL', 'States.Runtime', false],
  ])('on %s takes %s: %s', async (name, error, expected) => {
    const { result } = await run(caughtBy([{ ErrorEquals: [name], Next: 'Tell' }]), {
      work: () => fault(error) as never,
    });
    expect(result.status).toBe(expected ? 'SUCCEEDED' : 'FAILED');
  });
});
