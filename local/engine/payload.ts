import { StateError } from './errors.ts';
import type { Json } from './json.ts';

/** Maximum UTF-8 bytes of one payload: a state's input or output, a task's arguments or result. */
export const PAYLOAD_LIMIT = 262_144;

/** A value and its JSON text, created once: the log, the size limit and the next state need it. */
export interface Payload {
  readonly value: Json;
  readonly text: string;
}

/** Whether the texts together exceed the limit of a payload. */
export function isOverLimit(...texts: string[]): boolean {
  // A UTF-16 unit has at most three bytes, so most texts need no counting.
  const most = 3 * sumOf(texts, ({ length }) => length);
  return most > PAYLOAD_LIMIT && sumOf(texts, Buffer.byteLength) > PAYLOAD_LIMIT;
}

function sumOf(texts: readonly string[], count: (text: string) => number): number {
  let sum = 0;
  for (const text of texts) sum += count(text);
  return sum;
}

/** Shorter texts are faster to create than to look up. */
const WORTH_KEEPING = 256;

// Values of an execution never change, so their texts can be reused.
const texts = new WeakMap<object, string>();

const isComposite = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A payload from a parsed value and its JSON text. */
export function parsedPayload(value: Json, text: string): Payload {
  if (text.length >= WORTH_KEEPING && isComposite(value)) texts.set(value, text);
  return { value, text };
}

/**
 * Converts a value to JSON text and back, as on AWS: dates become strings, NaN becomes null, undefined fields disappear.
 * @param what name of the value in the error's cause
 * @throws StateError `States.DataLimitExceeded` when the text is over the limit, `States.Runtime` when there is no text
 */
export function toPayload(value: unknown, what: string): Payload {
  const text = withinLimit(toText(value, what), what);
  return parsedPayload(JSON.parse(text), text);
}

/** As `toPayload`, for a value that is already pure JSON. */
export function jsonPayload(value: unknown, what: string): Payload {
  const { text } = passingPayload(value, what);
  return parsedPayload(value as Json, text);
}

/** As `jsonPayload`, for a value that no later text contains as a whole. */
export function passingPayload(value: unknown, what: string): Payload {
  return { value: value as Json, text: withinLimit(jsonText(value), what) };
}

/** Depth to which known texts of parts are looked up. */
const PARTS_DEEP = 2;

/** JSON text of a pure JSON value, built from the known texts of its parts. */
export function jsonText(value: unknown, deep = PARTS_DEEP): string {
  if (!isComposite(value)) return JSON.stringify(value);
  const known = texts.get(value);
  if (known !== undefined) return known;
  if (!hasKnownPart(value, deep)) return stringified(value);
  let fields = '';
  for (const [name, field] of Object.entries(value))
    fields += `${fields && ','}${JSON.stringify(name)}:${jsonText(field, deep - 1)}`;
  return `{${fields}}`;
}

// Too deep a nesting overflows the stack. The value comes from an expression, so Catch gets the error of an expression.
function stringified(value: object): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw new StateError('States.QueryEvaluationError', `A value cannot be written as JSON: ${error}`);
  }
}

function hasKnownPart(value: object, deep: number): boolean {
  if (deep === 0 || Array.isArray(value)) return false;
  return Object.values(value).some(
    (part) => isComposite(part) && (texts.has(part) || hasKnownPart(part, deep - 1)),
  );
}

function withinLimit(text: string, what: string): string {
  if (!isOverLimit(text)) return text;
  throw new StateError(
    'States.DataLimitExceeded',
    `${what} has a size exceeding the maximum number of bytes service limit.`,
  );
}

function toText(value: unknown, what: string): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    throw new StateError('States.Runtime', `${what} cannot be written as JSON: ${error}`);
  }
}
