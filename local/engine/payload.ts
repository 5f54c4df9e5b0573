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

/**
 * Puts a value through JSON text, as it would travel on AWS: dates become strings, NaN becomes null, undefined fields go.
 * @param what names the value in the error's cause
 * @throws StateError `States.DataLimitExceeded` when the text is over the limit, `States.Runtime` when there is no text
 */
export function toPayload(value: unknown, what: string): Payload {
  const text = toText(value, what);
  if (isOverLimit(text)) {
    throw new StateError(
      'States.DataLimitExceeded',
      `${what} has a size exceeding the maximum number of bytes service limit.`,
    );
  }
  return { value: JSON.parse(text), text };
}

function toText(value: unknown, what: string): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    throw new StateError('States.Runtime', `${what} cannot be written as JSON: ${error}`);
  }
}
