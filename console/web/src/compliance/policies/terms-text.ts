import { messageOf } from '../../../../../domain/values/thrown.ts';
export type ParsedTerms = { ok: true; value: unknown } | { ok: false; problem: string };

/** The text parsed as JSON, or the position of its first error. */
export function parsedTerms(text: string): ParsedTerms {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { ok: false, problem: placed(messageOf(error), text) };
  }
}

// Browsers give the position as a number of characters, which is hard to find.
function placed(message: string, text: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined || /line \d+/.test(message)) return message;
  const before = text.slice(0, Number(position)).split('\n');
  return `${message} (line ${before.length} column ${(before.at(-1) ?? '').length + 1})`;
}
