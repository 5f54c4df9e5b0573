import type { DeadLetter } from '../../../contract/dead-letters.ts';

/** The event that a letter holds; undefined where it is cut or can't be read. */
export function envelopeOf({ body }: DeadLetter): Record<string, unknown> | undefined {
  if (!isObject(body)) return undefined;
  const { envelope } = body;
  // An event that was not delivered is the body itself.
  if (envelope === undefined) return body;
  return typeof envelope === 'string' ? objectIn(envelope) : isObject(envelope) ? envelope : undefined;
}

/** What the event says, as text to be edited. */
export function detailText(letter: DeadLetter): string {
  const detail = envelopeOf(letter)?.['detail'];
  return typeof detail === 'string' ? detail : JSON.stringify(detail ?? {}, null, 2);
}

/** The object that a text holds as JSON, or undefined. */
export function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
