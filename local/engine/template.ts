import { explain, isExpression, parseExpression } from './expression.ts';
import type { StatesPart } from './expression-check.ts';
import { isObject, type Json } from './json.ts';

/** A field's value with the expressions in it parsed, ready to be evaluated many times. */
export interface Template {
  /** Evaluates every expression in it. @throws QueryFailure when one throws or answers nothing */
  evaluate(variables: object): Promise<unknown>;
}

/** Where a template stands, and what its expressions may read. */
export interface TemplatePlace {
  /** The path of the field in its state, as AWS spells it: `Output/price`, `Choices[0]/Condition`. */
  readonly field: string;
  readonly parts: readonly StatesPart[];
  /** Throws an `UnsupportedDefinition` for the field at the path. */
  readonly refuse: (field: string, why: string) => never;
}

/** An expression did not give a usable value. It becomes a `States.QueryEvaluationError` of the state. */
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
 * Parses the expressions in `value`, however deep they are in it.
 * @throws UnsupportedDefinition when one of them does not parse, or says what AWS would refuse
 */
export function compileTemplate(value: unknown, place: TemplatePlace): Template {
  if (isExpression(value)) return compileExpression(value, place);
  if (Array.isArray(value)) {
    const items = value.map((item, index) => compileTemplate(item, inside(place, `[${index}]`)));
    return { evaluate: (variables) => evaluateAll(items, variables) };
  }
  if (isObject(value)) {
    const names = Object.keys(value);
    const fields = names.map((name) => compileTemplate(value[name], inside(place, `/${name}`)));
    return {
      async evaluate(variables) {
        const values = await evaluateAll(fields, variables);
        return Object.fromEntries(names.map((name, index) => [name, values[index]]));
      },
    };
  }
  return { evaluate: async () => value };
}

/** What a field of a fixed type needs of its value: `expected` is the type's name in the error. */
export interface FieldType<T extends Json> {
  readonly expected: string;
  readonly accepts: (value: unknown) => value is T;
}

/** Like `compileTemplate`, for a field whose value must be of one type, in the definition or when it is evaluated. */
export function compileTyped<T extends Json>(
  value: unknown,
  type: FieldType<T>,
  place: TemplatePlace,
): TypedTemplate<T> {
  if (!isExpression(value)) {
    if (!type.accepts(value)) return place.refuse(place.field, `must be ${type.expected}, or an expression`);
    return { evaluate: async () => value };
  }
  const template = compileExpression(value, place);
  return {
    async evaluate(variables) {
      const result = await template.evaluate(variables);
      if (type.accepts(result)) return result;
      throw new QueryFailure(
        place.field,
        template.source,
        `returned an unexpected result type. Expected ${type.expected}, but was ${JSON.stringify(result)}`,
      );
    },
  };
}

/** A template whose value is of one type. */
export interface TypedTemplate<T extends Json> {
  evaluate(variables: object): Promise<T>;
}

function compileExpression(text: string, place: TemplatePlace): Template & { readonly source: string } {
  const expression = parseExpression(text, place.parts, (why) => place.refuse(place.field, why));
  const failure = (why: string) => new QueryFailure(place.field, expression.source, why);
  return {
    source: expression.source,
    async evaluate(variables) {
      let result: unknown;
      try {
        result = await expression.evaluate(variables);
      } catch (error) {
        const { code, text } = explain(error);
        throw failure(`threw an error during evaluation${code === undefined ? ': ' : `. ${code}: `}${text}`);
      }
      if (result === undefined) throw failure('returned nothing (undefined).');
      if (isFunction(result)) throw failure('returned a function.');
      return result;
    },
  };
}

function isFunction(result: unknown): boolean {
  return (
    typeof result === 'function' ||
    (isObject(result) && ('_jsonata_lambda' in result || '_jsonata_function' in result))
  );
}

/** One after the other, so that the first field that fails is always the same one. */
async function evaluateAll(templates: readonly Template[], variables: object): Promise<unknown[]> {
  const values: unknown[] = [];
  for (const template of templates) values.push(await template.evaluate(variables));
  return values;
}

function inside(place: TemplatePlace, step: string): TemplatePlace {
  return { ...place, field: place.field + step };
}
