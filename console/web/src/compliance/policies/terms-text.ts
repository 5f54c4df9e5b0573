export type ParsedTerms = { ok: true; value: unknown } | { ok: false; problem: string };

/** What a person wrote as JSON, or where it stops being that. */
export function parsedTerms(text: string): ParsedTerms {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { ok: false, problem: placed(error instanceof Error ? error.message : String(error), text) };
  }
}

// Browsers tell the place as a count of characters, which nobody can look for.
function placed(message: string, text: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined || /line \d+/.test(message)) return message;
  const before = text.slice(0, Number(position)).split('\n');
  return `${message} (line ${before.length} column ${(before.at(-1) ?? '').length + 1})`;
}
