import { describe, expect, it } from 'vitest';
import { InvalidExecutionInput } from '../../../local/engine/index.ts';
import { output, pass, run, task } from './support.ts';

const LIMIT = 262_144;
/** A string whose JSON text has this many bytes. */
const ofBytes = (bytes: number) => 'x'.repeat(bytes - 2);
/** The same, in letters of two bytes. */
const ofWideBytes = (bytes: number) => 'é'.repeat((bytes - 2) / 2);

const tooMuch = { status: 'FAILED', error: 'States.DataLimitExceeded' };

describe('a payload may have 262,144 bytes and not one more', () => {
  it('as the input of an execution', async () => {
    expect(await output({ A: pass() }, { input: ofBytes(LIMIT) })).toHaveLength(LIMIT - 2);
    await expect(run({ A: pass() }, { input: ofBytes(LIMIT + 1) })).rejects.toThrow(InvalidExecutionInput);
  });

  it('counted in UTF-8', async () => {
    expect(await output({ A: pass() }, { input: ofWideBytes(LIMIT) })).toHaveLength(LIMIT / 2 - 1);
    await expect(run({ A: pass() }, { input: ofWideBytes(LIMIT + 2) })).rejects.toThrow(
      InvalidExecutionInput,
    );
  });

  it('as the output of a state', async () => {
    const states = {
      A: pass({ Output: '{% $join($map([1..2], function($n) { $states.input.a })) & $states.input.b %}' }),
    };
    const half = { a: 'x'.repeat(131_000), b: 'x'.repeat(142) };
    expect(await output(states, { input: half })).toHaveLength(LIMIT - 2);
    expect((await run(states, { input: { ...half, b: `${half.b}x` } })).result).toMatchObject(tooMuch);
  });

  it('as the result of a task', async () => {
    const around = '{"ExecutedVersion":"$LATEST","Payload":,"StatusCode":200}'.length;
    expect(await output({ A: task({ Output: 'fits' }) }, { work: () => ofBytes(LIMIT - around) })).toBe(
      'fits',
    );
    const { result } = await run(
      { A: task({ Output: 'fits' }) },
      { work: () => ofBytes(LIMIT - around + 1) },
    );
    expect(result).toMatchObject(tooMuch);
  });

  it('as the arguments of a task', async () => {
    const around = '{"FunctionName":"work","Payload":}'.length;
    expect(
      await output({ A: task({ Output: 'fits' }) }, { input: ofBytes(LIMIT - around), work: () => 1 }),
    ).toBe('fits');
    const { result } = await run({ A: task() }, { input: ofBytes(LIMIT - around + 1), work: () => 1 });
    expect(result).toMatchObject(tooMuch);
  });

  it('as what one state assigns, taken together', async () => {
    const states = {
      A: pass({
        Output: 'fits',
        Assign: { a: '{% $states.input.a %}', b: '{% $states.input.b & $states.input.b %}' },
      }),
    };
    const input = { a: ofBytes(LIMIT / 2), b: 'x'.repeat(LIMIT / 4 - 1) };
    expect(await output(states, { input })).toBe('fits');
    expect((await run(states, { input: { ...input, a: `${input.a}x` } })).result).toMatchObject(tooMuch);
  });
});

describe('States.DataLimitExceeded', () => {
  const states = (name: string) => ({
    A: task({ Catch: [{ ErrorEquals: [name], Next: 'B' }] }),
    B: pass(),
  });

  it('is not caught by States.ALL', async () => {
    expect((await run(states('States.ALL'), { work: () => ofBytes(LIMIT) })).result).toMatchObject(tooMuch);
  });

  it('is caught by its name', async () => {
    const { result } = await run(states('States.DataLimitExceeded'), { work: () => ofBytes(LIMIT) });
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { Error: 'States.DataLimitExceeded' } });
  });
});
