import jsonata from 'jsonata';
import { compile, NotCompiled } from './compile.ts';
import { type ExpressionBounds, Meter } from './expression-bounds.ts';
import { refusal, type StatesPart } from './expression-check.ts';

/** A JSONata expression, parsed once when the state machine is loaded. */
export interface Expression {
  /** The text between `{%` and `%}`. */
  readonly source: string;
  /**
   * Evaluates with these variables, named without their `$`: synchronously if possible, else as a promise, which rejects when a
   * bound is reached. Infinity and NaN become strings, as on AWS.
   */
  evaluate(variables: Record<string, unknown>): unknown;
}

/** Whether `value` is a string that is one whole expression, `{% … %}`. */
export function isExpression(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 4 && value.startsWith('{%') && value.endsWith('%}');
}

/** Whether `value` is a string with `{%` or `%}` but no expression, such as `" {% 1 %}"`. AWS refuses it. */
export const isHalfExpression = (value: unknown): boolean =>
  typeof value === 'string' && /\{%|%\}/.test(value) && !isExpression(value);

// JSONata names have no spaces, so no expression can read it.
const METER = 'its meter';

type Hooked = { lookup(name: string): unknown };

// JSONata looks these two up in the scope of every node.
function measure(parsed: jsonata.Expression): void {
  const assign = parsed.assign as (name: string | symbol, value: unknown) => void;
  const meterOf = (scope: Hooked) => scope.lookup(METER) as Meter;
  assign(Symbol.for('jsonata.__evaluate_entry'), (_node: object, _input: unknown, scope: Hooked) =>
    meterOf(scope).enter(),
  );
  assign(
    Symbol.for('jsonata.__evaluate_exit'),
    (node: object, _input: unknown, scope: Hooked, result: unknown) => meterOf(scope).leave(node, result),
  );
}

/**
 * Parses the expression in `text`, a `{% … %}` string.
 * @param refuse called with the reason if the expression does not parse or AWS would refuse it; it must throw
 */
export function parseExpression(
  text: string,
  parts: readonly StatesPart[],
  refuse: (why: string) => never,
  bounds?: ExpressionBounds,
): Expression {
  const source = text.slice(2, -2).trim();
  let parsed: jsonata.Expression;
  let reason: string | undefined;
  try {
    parsed = jsonata(source);
    reason = refusal(parsed.ast(), parts);
  } catch (error) {
    return refuse(`is not JSONata: ${explain(error).text}`);
  }
  if (reason !== undefined) refuse(reason);
  const compiled = compile(parsed.ast());
  measure(parsed);
  const byJsonata = async (variables: Record<string, unknown>): Promise<unknown> => {
    const meter = new Meter(bounds);
    const scope: Record<string, unknown> = Object.create(variables);
    scope[METER] = meter;
    const result = await parsed.evaluate(undefined, scope);
    return meter.sawNonFinite ? withoutNonFinite(result) : result;
  };
  if (compiled === undefined) return { source, evaluate: byJsonata };
  return {
    source,
    evaluate(variables) {
      try {
        return compiled(variables);
      } catch (error) {
        if (error !== NotCompiled) throw error;
        return byJsonata(variables);
      }
    },
  };
}

const withoutNonFinite = (result: unknown): unknown =>
  typeof result === 'number' || (typeof result === 'object' && result !== null)
    ? JSON.parse(JSON.stringify(result, nonFiniteAsText))
    : result;

const nonFiniteAsText = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** JSONata throws plain objects with a code and a message, its functions throw errors. */
export function explain(error: unknown): { code: string | undefined; text: string } {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  return { code: typeof code === 'string' ? code : undefined, text: String(message ?? error) };
}
