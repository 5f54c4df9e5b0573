import { StateError } from './errors.ts';
import type { Json } from './json.ts';

/** The most bytes of UTF-8 that one payload may have: a state's input or output, a task's arguments or result. */
export const PAYLOAD_LIMIT = 262_144;

/** A value together with its JSON text, made once: the log, the size limit and the next state all need it. */
export interface Payload {
  readonly value: Json;
  readonly text: string;
}

/** Whether `text` has more bytes of UTF-8 than a payload may have. */
export function isOverLimit(text: string): boolean {
  // A UTF-16 unit makes at most three bytes, so most texts need no counting.
  return text.length * 3 > PAYLOAD_LIMIT && Buffer.byteLength(text) > PAYLOAD_LIMIT;
}

/** Shorter texts are made anew faster than they are found. */
const WORTH_KEEPING = 256;

// A value is never changed once it is part of an execution, so its text is made once, however often it is passed on.
const texts = new WeakMap<object, string>();

const isComposite = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Takes the value that a JSON text was parsed into for a payload. */
export function parsedPayload(value: Json, text: string): Payload {
  if (text.length >= WORTH_KEEPING && isComposite(value)) texts.set(value, text);
  return { value, text };
}

/**
 * Puts a value through JSON text, as it would travel on AWS: dates become strings, NaN becomes null, undefined fields go.
 * @param what names the value in the error's cause
 * @throws StateError `States.DataLimitExceeded` when the text is over the limit, `States.Runtime` when there is no text
 */
export function toPayload(value: unknown, what: string): Payload {
  const text = withinLimit(toText(value, what), what);
  return parsedPayload(JSON.parse(text), text);
}

/** As `toPayload`, for a value that is made of JSON already. */
export function jsonPayload(value: unknown, what: string): Payload {
  return parsedPayload(value as Json, withinLimit(jsonText(value), what));
}

/** How deep in a value to look for parts whose text is known. */
const PARTS_DEEP = 2;

/** The JSON text of a value that is made of JSON, put together from the texts of its parts where those are known. */
export function jsonText(value: unknown, deep = PARTS_DEEP): string {
  if (!isComposite(value)) return JSON.stringify(value);
  const known = texts.get(value);
  if (known !== undefined) return known;
  if (!hasKnownPart(value, deep)) return JSON.stringify(value);
  const fields = Object.entries(value).map(
    ([name, field]) => `${JSON.stringify(name)}:${jsonText(field, deep - 1)}`,
  );
  return `{${fields.join(',')}}`;
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
