import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { compile, NotCompiled } from '../../../local/engine/compile.ts';
import { definitionText } from '../../../workflows/definition.ts';

const names = ['a', 'b', 'input', 'length', 'constructor', 'exists', 'now', '_jsonata_function'];
const name = fc.constantFrom(...names);
const path = fc
  .array(name, { minLength: 1, maxLength: 4 })
  .map(([first, ...rest]) => [`$${first}`, ...rest].join('.'));
const literal = fc.constantFrom(
  "''",
  "'a'",
  "'😀'",
  '0',
  '1',
  '-1',
  '1.5',
  '0.1234567890123456',
  'true',
  'null',
);

/** Expressions of every compiled kind, nested, and some that are not compiled. */
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    path,
    literal,
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('=', '!=', '<', '<=', '>', '>=', '&', '+', '-', 'and', 'or', '*', 'in'),
        tie('expression'),
      )
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(${a} ? ${b})`),
    tie('expression').map((inner) => `$exists(${inner})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `{'x': ${a}, 'y': ${b}}`),
    tie('expression').map((inner) => `[${inner}]`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `[${a}, ${b}]`),
    fc
      .tuple(fc.constantFrom('append', 'substringAfter'), tie('expression'), tie('expression'))
      .map(([called, a, b]) => `$${called}(${a}, ${b})`),
    fc
      .tuple(fc.constantFrom('string', 'length', 'merge'), tie('expression'))
      .map(([called, inner]) => `$${called}(${inner})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `$merge([${a}, ${b}])`),
    fc
      .tuple(name, tie('expression'), tie('expression'), tie('expression'))
      .map(([assigned, to, a, b]) => `[($${assigned} := ${to}; ${a}; ${b}), $${assigned}]`),
    fc.tuple(name, tie('expression')).map(([assigned, to]) => `($${assigned} := ${to})`),
    path.map((inner) => `${inner}[0]`),
  ),
}));

const value = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, 1, -1, 1.5, '', 'a', '1'),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(name, tie('json'), { maxKeys: 4 }),
  ),
})).json;
const variables = fc.dictionary(name, value, { maxKeys: 5 }) as fc.Arbitrary<Record<string, unknown>>;

async function byJsonata(source: string, given: Record<string, unknown>): Promise<unknown> {
  try {
    return { result: await jsonata(source).evaluate(undefined, given) };
  } catch {
    return 'throws';
  }
}

describe('a compiled expression', () => {
  it('returns the same as JSONata, or leaves it to JSONata', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(expression, variables, async (source, given) => {
        const compiled = compile(jsonata(source).ast());
        if (compiled === undefined) return;
        let result: unknown;
        try {
          result = compiled(given);
        } catch (error) {
          expect(error).toBe(NotCompiled);
          return;
        }
        answered += 1;
        expect({ result }).toEqual(await byJsonata(source, given));
      }),
      { numRuns: 5_000 },
    );
    expect(answered).toBeGreaterThan(500);
  });

  it.each([
    '$states.input',
    '$states.result.Payload.event',
    "$loaded.next = 'settle' and $loaded.mark.outcome = 'priced'",
    "$failure.error & ': ' & $failure.cause",
    '$exists($productId) ? $productId : null',
    "$exists($in.id) ? {'id': $in.id} : {}",
    '$rejudgements + 1',
    '$states.input.`detail-type`',
    "$substringAfter($states.context.Execution.Id, ':express:')",
    "$append($exists($trace) ? $trace : [], [{'left': $now()}])",
    '($x := 1; $y := $x; $y)',
    '$length($string($a))',
    "$merge([$publication.price, {'productId': $productId}])",
    "$exists($a) ? $a : $hash($b, 'MD5')",
  ])('is made of %s', (source) => {
    expect(compile(jsonata(source).ast())).toBeTypeOf('function');
  });

  it.each([
    '$a[0]',
    '$a[]',
    '$string($a, true)',
    '$append($a)',
    "$now('[Y]')",
    '$a.b.{"x": 1}',
    '$exists($x := 1)',
    '($__proto__ := 1; $a)',
    'function($x) { $x }',
    '-$a',
    '{$a: 1}',
  ])('is not made of %s', (source) => {
    expect(compile(jsonata(source).ast())).toBeUndefined();
  });

  it('is made of every expression of a priced event', () => {
    const { States } = JSON.parse(definitionText()) as { States: Record<string, { Catch?: unknown }> };
    const priced =
      `ReceiveEvent LoadContext ChooseWay PredictPrice FallbackPrice ApplyGuardrails Commit CheckCommitted PublishPrice
      CheckPublished AnnouncePrice Close CheckClosed Done`.split(/\s+/);
    const texts = priced.map((name) => JSON.stringify({ ...States[name], Catch: undefined }));
    const expressions = texts.flatMap((text) => text.match(/(?<="\{%)(?:[^"\\]|\\.)*(?=%\}")/g) ?? []);
    expect(expressions.length).toBeGreaterThan(60);
    const left = expressions.filter(
      (source) => compile(jsonata(JSON.parse(`"${source}"`)).ast()) === undefined,
    );
    expect(left).toEqual([]);
  });

  it('takes the time from the variables', () => {
    const compiled = compile(jsonata("{'left': $now()}").ast());
    expect(compiled?.({ now: () => '2026-11-22T12:00:00.000Z' })).toEqual({
      left: '2026-11-22T12:00:00.000Z',
    });
    expect(() => compiled?.({ now: 'noon' })).toThrow();
    expect(() => compiled?.({})).toThrow();
  });

  it('leaves a list that JSONata counts, and one whose items it would insert, to JSONata', () => {
    const long = Array.from({ length: 600 }, (_, at) => at);
    const append = compile(jsonata('$append($a, $b)').ast());
    expect(append?.({ a: long, b: [1] })).toHaveLength(601);
    expect(() => append?.({ a: long, b: long })).toThrow();
    expect(() => append?.({ a: [], b: 1 })).toThrow();
    expect(() => compile(jsonata('[$a]').ast())?.({ a: [1, 2] })).toThrow();
  });

  it('leaves a path through a list to JSONata, which goes through each of its items', () => {
    const compiled = compile(jsonata('$a.b').ast());
    expect(() => compiled?.({ a: [{ b: 1 }] })).toThrow();
  });
});
