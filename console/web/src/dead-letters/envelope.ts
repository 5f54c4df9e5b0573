import type { DeadLetter } from '../../../../api/routes/dead-letters.ts';

/** The event in a letter; undefined if it is cut or can't be read. */
export function envelopeOf({ body }: DeadLetter): Record<string, unknown> | undefined {
  if (!isObject(body)) return undefined;
  const { envelope } = body;
  // An event that was not delivered is the body itself.
  if (envelope === undefined) return body;
  return typeof envelope === 'string' ? objectIn(envelope) : isObject(envelope) ? envelope : undefined;
}

/** The event's detail as text to edit. */
export function detailText(letter: DeadLetter): string {
  const detail = envelopeOf(letter)?.['detail'];
  return typeof detail === 'string' ? detail : JSON.stringify(detail ?? {}, null, 2);
}

/** The JSON object in a text, or undefined. */
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
