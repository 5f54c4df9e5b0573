import { describe, expect, it } from 'vitest';
import { output, pass, run, task } from './support.ts';

const value = (expression: string, options?: Parameters<typeof output>[1]) =>
  output({ A: pass({ Output: `{% ${expression} %}` }) }, options);
const failure = async (expression: string, options?: Parameters<typeof output>[1]) =>
  (await run({ A: pass({ Output: { v: `{% ${expression} %}` } }) }, options)).result;

describe('an expression', () => {
  it('that returns nothing fails the state, naming expression and field', async () => {
    expect(await failure('$states.input.missing')).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '$states.input.missing' specified for the field 'Output/v' returned nothing (undefined).",
    });
  });

  it('that throws fails the state with the code and the message of JSONata', async () => {
    expect(await failure("1 + 'a'")).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining(
        "'1 + 'a'' specified for the field 'Output/v' threw an error during evaluation. T2002: The right side of the \"+\" operator must evaluate to a number",
      ),
    });
  });

  it.each([
    ['reads a variable that nothing assigned', '$nobody'],
    ['answers a function', 'function($x) { $x }'],
    ["answers one of JSONata's functions", '$sum'],
    ['calls what is no function', '$nobody()'],
  ])('that %s fails the state', async (_, expression) => {
    expect((await failure(expression)).error).toBe('States.QueryEvaluationError');
  });

  it.each([
    ['null', 'null', null],
    ['false', 'false', false],
    ['zero', '0', 0],
    ['the empty string', "''", ''],
    ['the empty list', '[]', []],
  ])('may return %s', async (_, expression, expected) => {
    expect(await value(expression)).toEqual(expected);
  });

  it('that fails in a task can be caught', async () => {
    const states = {
      Work: task({
        Arguments: { FunctionName: 'work', Payload: '{% $states.input.missing %}' },
        Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught' }],
      }),
      Caught: pass({ Output: '{% $states.input.Error %}' }),
    };
    expect(await output(states)).toBe('States.QueryEvaluationError');
  });

  it.each([
    ['Output', { Output: '{% $states.result.missing %}' }],
    ['Assign', { Assign: { a: '{% $states.result.missing %}' } }],
    ['TimeoutSeconds', { TimeoutSeconds: '{% 0.5 %}' }],
  ])('that fails in the %s of a task can be caught by States.ALL', async (_, fields) => {
    const states = {
      Work: task({ ...fields, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] }),
      Caught: pass({ Output: 'caught' }),
    };
    expect(await output(states, { work: () => 1 })).toBe('caught');
  });
});

describe('a number that JSON has no text for', () => {
  it.each<[string, unknown]>([
    ['1/0', 'Infinity'],
    ['-1/0', '-Infinity'],
    ['[1/0]', ['Infinity']],
    ["{'k': {'l': [1, 1/0]}}", { k: { l: [1, 'Infinity'] } }],
    ['1e308 * 10', 'Infinity'],
  ])('is a text: %s', async (expression, expected) => {
    expect(await value(expression)).toEqual(expected);
  });

  it('is not valid as a number of seconds', async () => {
    const states = { A: { Type: 'Wait', Seconds: '{% 1/0 %}', End: true } };
    expect((await run(states)).result).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining('but was "Infinity"'),
    });
  });
});

describe('the functions that AWS adds', () => {
  it.each<[string, unknown]>([
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([], 2)', []],
    ['$range(0, 6, 2)', [0, 2, 4, 6]],
    ['$range(0, 5, 2)', [0, 2, 4]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ['$range(1, 0, 1)', []],
    ['$range(-1.7, 2, 1)', [-1, 0, 1, 2]],
    ['$range(0, 6.9, 2.5)', [0, 2, 4, 6]],
    ['$partition([1,2,3], 2.9)', [[1, 2], [3]]],
    ['$random(42.9)', 0.7275636800328681],
    ["$hash('input', 'SHA-1')", '140f86aae51ab9e1cda9b4254fe98a74eb54c1a1'],
    ["$hash('', 'MD5')", 'd41d8cd98f00b204e9800998ecf8427e'],
    ["$hash('abc', 'SHA-256')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ["$length($hash('abc', 'SHA-384'))", 96],
    ["$length($hash('abc', 'SHA-512'))", 128],
    ['$parse(\'{"a":[1]}\').a', [1]],
    ['$random(42)', 0.7275636800328681],
    ['$random()', 0.25],
    ['$uuid()', '44444444-4444-4444-8444-444444444444'],
    ['$shuffle([1,null,3])', [3, 1, null]],
    ['[1,2,3] ~> $partition(2)', [[1, 2], [3]]],
  ])('%s', async (expression, expected) => {
    expect(await value(expression, { random: () => 0.25 })).toEqual(expected);
  });

  it.each([
    '$partition([1], 0)',
    '$partition([1], 0.9)',
    "$partition([1], '1')",
    '$partition(1, 1)',
    '$range(0, 1, 0)',
    '$range(0, 1, 0.5)',
    "$range(0, 'a', 1)",
    "$hash('a', 'SHA-3')",
    "$hash(1, 'MD5')",
    "$parse('{')",
    '$parse(1)',
    "$random('1')",
    '$shuffle(1)',
  ])('%s fails the state', async (expression) => {
    expect((await failure(expression)).error).toBe('States.QueryEvaluationError');
  });
});

describe('time and randomness come from outside', () => {
  const later = (expression: string) => ({
    Wait: { Type: 'Wait', Seconds: 61, Next: 'Tell' },
    Tell: pass({ Output: `{% ${expression} %}` }),
  });

  it.each<[string, unknown]>([
    ['$now()', '2026-01-01T00:01:01.000Z'],
    ["$now('[H01]:[m01]:[s01]')", '00:01:01'],
    ["$now('[H01]:[m01]', '+0200')", '02:01'],
    ['$millis()', Date.UTC(2026, 0, 1, 0, 1, 1)],
  ])('%s returns the time of the clock', async (expression, expected) => {
    expect(await output(later(expression))).toBe(expected);
  });
});
