import { StateError } from './errors.ts';
import { explain, isExpression, isHalfExpression, parseExpression } from './expression.ts';
import type { StatesPart } from './expression-check.ts';
import { isObject, type Json } from './json.ts';
import { toPayload } from './payload.ts';

export type Variables = Record<string, unknown>;

/** A field's value with its expressions parsed, for repeated evaluation. */
export interface Template {
  /**
   * Evaluates all expressions: JSON synchronously if possible, else a promise of it.
   * @throws QueryFailure, or rejects with it, when an expression throws or returns nothing
   */
  evaluate(variables: Variables): unknown;
}

/** Location of a template, and what its expressions may read. */
export interface TemplatePlace {
  /** Path of the field in its state, in the spelling of AWS: `Output/price`, `Choices[0]/Condition`. */
  readonly field: string;
  readonly parts: readonly StatesPart[];
  /** Throws `UnsupportedDefinition` for the field at the path. */
  readonly refuse: (field: string, why: string) => never;
}

/** An expression returned no usable value. It becomes a `States.QueryEvaluationError` of the state. */
export class QueryFailure extends Error {
  override readonly name = 'QueryFailure';
  /** The path of the field in its state. */
  readonly field: string;

  constructor(field: string, source: string, why: string) {
    super(`The JSONata expression '${source}' specified for the field '${field}' ${why}`);
    this.field = field;
  }
}

/**
 * Parses the expressions at any depth of `value`.
 * @throws UnsupportedDefinition when one of them does not parse or AWS would refuse it
 */
export function compileTemplate(value: unknown, place: TemplatePlace): Template {
  if (isExpression(value)) return compileExpression(value, place);
  if (isHalfExpression(value))
    return place.refuse(
      place.field,
      'has {% or %} inside a string: an expression starts with {% and ends with %}, without spaces around it',
    );
  if (Array.isArray(value)) {
    const items = value.map((item, index) => compileTemplate(item, inside(place, `[${index}]`)));
    return { evaluate: (variables) => evaluateAll(items, variables) };
  }
  if (isObject(value)) {
    const names = Object.keys(value);
    const fields = names.map((name) => compileTemplate(value[name], inside(place, `/${name}`)));
    return {
      evaluate(variables) {
        const named = (values: unknown[]) =>
          Object.fromEntries(names.map((name, index) => [name, values[index]]));
        const values = evaluateAll(fields, variables);
        return values instanceof Promise ? values.then(named) : named(values);
      },
    };
  }
  return { evaluate: () => value };
}

/** Type check of a field. `expected` is the type's name in the error. */
export interface FieldType<T extends Json> {
  readonly expected: string;
  readonly accepts: (value: unknown) => value is T;
}

/** As `compileTemplate`, for a field of one type. Fixed values are checked at load, expressions at evaluation. */
export function compileTyped<T extends Json>(
  value: unknown,
  type: FieldType<T>,
  place: TemplatePlace,
): TypedTemplate<T> {
  if (!isExpression(value)) {
    if (isHalfExpression(value)) compileTemplate(value, place);
    if (!type.accepts(value)) return place.refuse(place.field, `must be ${type.expected}, or an expression`);
    return { evaluate: () => value };
  }
  const template = compileExpression(value, place);
  const accepted = (result: unknown): T => {
    if (type.accepts(result)) return result;
    throw new QueryFailure(
      place.field,
      template.source,
      `returned an unexpected result type. Expected ${type.expected}, but was ${JSON.stringify(result)}`,
    );
  };
  return {
    evaluate(variables) {
      const result = template.evaluate(variables);
      return result instanceof Promise ? result.then(accepted) : accepted(result);
    },
  };
}

/** A template whose value is of one type. */
export interface TypedTemplate<T extends Json> {
  evaluate(variables: Variables): T | Promise<T>;
}

function compileExpression(text: string, place: TemplatePlace): Template & { readonly source: string } {
  const expression = parseExpression(text, place.parts, (why) => place.refuse(place.field, why));
  const failure = (why: string) => new QueryFailure(place.field, expression.source, why);
  const usable = (result: unknown): unknown => {
    if (result === undefined) throw failure('returned nothing (undefined).');
    if (isFunction(result)) throw failure('returned a function.');
    return result;
  };
  const threw = (error: unknown): never => {
    const { code, text } = explain(error);
    throw failure(`threw an error during evaluation${code === undefined ? ': ' : `. ${code}: `}${text}`);
  };
  return {
    source: expression.source,
    evaluate(variables) {
      const result = expression.evaluate(variables);
      return result instanceof Promise
        ? result.then((late) => toJson(usable(late), failure), threw)
        : usable(result);
    },
  };
}

// JSONata's lists have internal marks, and its functions may return values that are not JSON.
function toJson(result: unknown, failure: (why: string) => QueryFailure): unknown {
  if (typeof result !== 'object' || result === null) return result;
  try {
    return toPayload(result, 'The result of an expression').value;
  } catch (error) {
    if (!(error instanceof StateError) || error.error !== 'States.Runtime') throw error;
    throw failure(`returned a value that is no JSON: ${error.cause}`);
  }
}

function isFunction(result: unknown): boolean {
  return (
    typeof result === 'function' ||
    (isObject(result) && ('_jsonata_lambda' in result || '_jsonata_function' in result))
  );
}

/** Sequential, so that the first failing field is always the same. */
function evaluateAll(templates: readonly Template[], variables: Variables): unknown[] | Promise<unknown[]> {
  const values: unknown[] = [];
  for (const template of templates) {
    const value = template.evaluate(variables);
    if (value instanceof Promise) return evaluateRest(templates, variables, values, value);
    values.push(value);
  }
  return values;
}

async function evaluateRest(
  templates: readonly Template[],
  variables: Variables,
  values: unknown[],
  late: Promise<unknown>,
): Promise<unknown[]> {
  values.push(await late);
  for (const template of templates.slice(values.length)) values.push(await template.evaluate(variables));
  return values;
}

function inside(place: TemplatePlace, step: string): TemplatePlace {
  return { ...place, field: place.field + step };
}
