import jsonata from 'jsonata';
import { compile, NotCompiled } from './compile.ts';
import { refusal, type StatesPart } from './expression-check.ts';

/** A JSONata expression, parsed once when the state machine is loaded. */
export interface Expression {
  /** The text between `{%` and `%}`. */
  readonly source: string;
  /** Evaluates with these variables, named without their `$`: at once where it can be, else as a promise. */
  evaluate(variables: Record<string, unknown>): unknown;
}

/** Whether `value` is a string that holds an expression: `{% … %}`, with nothing around it. */
export function isExpression(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 4 && value.startsWith('{%') && value.endsWith('%}');
}

/**
 * Parses the expression in `text`, a `{% … %}` string.
 * @param refuse is called, and throws, with the reason when the expression does not parse or AWS would not accept it
 */
export function parseExpression(
  text: string,
  parts: readonly StatesPart[],
  refuse: (why: string) => never,
): Expression {
  const source = text.slice(2, -2).trim();
  let parsed: jsonata.Expression;
  try {
    parsed = jsonata(source);
  } catch (error) {
    return refuse(`is not JSONata: ${explain(error).text}`);
  }
  const reason = refusal(parsed.ast(), parts);
  if (reason !== undefined) refuse(reason);
  const compiled = compile(parsed.ast());
  const byJsonata = (variables: Record<string, unknown>) => parsed.evaluate(undefined, variables);
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

/** JSONata throws plain objects with a code and a message, its functions throw errors. */
export function explain(error: unknown): { code: string | undefined; text: string } {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  return { code: typeof code === 'string' ? code : undefined, text: String(message ?? error) };
}
