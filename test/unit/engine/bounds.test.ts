import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../local/engine/compile.ts';
import { parseExpression } from '../../../local/engine/expression.ts';
import { BOUNDS } from '../../../local/engine/expression-bounds.ts';
import { output, pass, run, task } from './support.ts';

const value = (expression: string, options?: Parameters<typeof output>[1]) =>
  output({ A: pass({ Output: { v: `{% ${expression} %}` } }) }, options);
const failure = async (expression: string, options?: Parameters<typeof run>[1]) =>
  (await run({ A: pass({ Output: { v: `{% ${expression} %}` } }) }, options)).result;

const refused = (why: string) => ({
  status: 'FAILED',
  error: 'States.QueryEvaluationError',
  cause: expect.stringContaining(
    `specified for the field 'Output/v' threw an error during evaluation: ${why}`,
  ),
});
const stackOverflow = refused('Stack overflow error: Check for non-terminating recursive function');
const tooMuchMemory = refused('Expression evaluation memory limit exceeded');

/** `1+1+…+1` with `terms` terms. */
const sum = (terms: number) => Array(terms).fill('1').join('+');
/** A string of 2^`times` characters. */
const text = (times: number) =>
  `($p := function($s, $n) { $n = 0 ? $s : $p($s & $s, $n - 1) }; $p('x', ${times}))`;

describe('the depth of an expression', () => {
  it('is bounded near 100, as on AWS', async () => {
    expect(await value(sum(90))).toEqual({ v: 90 });
    expect(await failure(sum(200))).toMatchObject(stackOverflow);
  });

  it('is bounded for texts that are compiled too', async () => {
    const joined = (terms: number) => Array(terms).fill("'a'").join(' & ');
    expect(compile(jsonata(joined(90)).ast())).toBeDefined();
    expect(await value(joined(90))).toEqual({ v: 'a'.repeat(90) });
    expect(await failure(joined(200))).toMatchObject(stackOverflow);
  });

  it('is bounded for a function that calls itself', async () => {
    expect(await failure('($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(100))')).toMatchObject(
      stackOverflow,
    );
  });

  it('does not add up for consecutive evaluations', async () => {
    expect(await value('$count($map([1..1000], function($n) { $n + 1 }))')).toEqual({ v: 1000 });
  });
});

describe('the memory of an expression', () => {
  it.each([
    ['873,782 elements', '$count([1..873782])', 873_782],
    ['200,000 elements of $range', '$count($range(1, 200000, 1))', 200_000],
    ['a string of 2^22 characters', `$length(${text(22)})`, 2 ** 22],
  ])('may be %s', async (_, expression, expected) => {
    expect(await value(expression)).toEqual({ v: expected });
  });

  it.each([
    ['one element more', '$count([1..873783])'],
    ['a string of 2^23 characters', `$length(${text(23)})`],
    ['more elements of $range', '$count($range(1, 1000000000, 1))'],
    ['many long lists', '$count($map([1..100], function($n) { [1..800000] }))'],
    ['many long texts', `($s := ${text(22)}; $count($map([1..100], function($n) { $s & $n })))`],
  ])('may not be %s', async (_, expression) => {
    expect(await failure(expression)).toMatchObject(tooMuchMemory);
  });

  it('is bounded for texts that are compiled too', async () => {
    const variables = { s: 'x'.repeat(BOUNDS.bytes / 2) };
    const { evaluate } = parseExpression('{% $s & $s & $s %}', [], (why) => {
      throw new Error(why);
    });
    await expect(evaluate(variables)).rejects.toThrow('memory limit exceeded');
  });
});

describe('the time of an expression', () => {
  const endless = '{% ($f := function($n) { $f($n + 1) }; $f(1)) %}';
  const endlessFor = (ms: number) =>
    parseExpression(
      endless,
      [],
      (why) => {
        throw new Error(why);
      },
      { ...BOUNDS, ms },
    ).evaluate({}) as Promise<unknown>;

  it('is bounded', async () => {
    await expect(endlessFor(30)).rejects.toThrow('Expression evaluation timeout');
  });

  it('is shared with the rest of the process', async () => {
    let turns = 0;
    const turn = () => {
      turns += 1;
      if (turns > 0) timer = setImmediate(turn);
    };
    let timer = setImmediate(turn);
    await endlessFor(100).catch(() => {});
    clearImmediate(timer);
    expect(turns).toBeGreaterThan(0);
  });

  it('fails the state with States.QueryEvaluationError, as every bound does, which can be caught', async () => {
    const states = {
      Work: task({
        Arguments: { FunctionName: 'work', Payload: `{% ${sum(200)} %}` },
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
      }),
      Caught: pass({ Output: '{% $states.input.Error %}' }),
    };
    expect(await output(states)).toBe('States.QueryEvaluationError');
  });
});

describe('a value that is nested very deep', () => {
  const deepText = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  const nesting = (levels: number) =>
    `($f := function($x, $n) { $n = 0 ? $x : $f({'a': $x}, $n - 1) }; $f(1, ${levels}))`;

  it('fails the expression that creates it', async () => {
    expect(await failure(nesting(9_000))).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining('cannot be written as JSON'),
    });
  });

  it.each(['$states.input', "{'a': $states.input}", '$string($states.input)'])(
    'from the input can be caught in a task: %s',
    async (payload) => {
      const states = {
        Work: task({
          Arguments: { FunctionName: 'work', Payload: `{% ${payload} %}` },
          Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput.Error %}', Next: 'End' }],
        }),
        End: pass(),
      };
      expect(await output(states, { text: deepText(20_000) })).toBe('States.QueryEvaluationError');
    },
  );
});
