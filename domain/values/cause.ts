/** What a caught cause says. That of a failed function is the JSON text of its error, which the record may have cut. */
export function messageIn(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    const [, message] = /"errorMessage":"((?:[^"\\]|\\.)*)"/.exec(cause) ?? [];
    return message === undefined ? cause : (JSON.parse(`"${message}"`) as string);
  }
}
