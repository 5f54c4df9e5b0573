/** The message in a caught cause. The cause of a failed function is its error as JSON text, which the record may have cut. */
export function messageIn(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    const [, message] = /"errorMessage":"((?:[^"\\]|\\.)*)"/.exec(cause) ?? [];
    return message === undefined ? cause : (JSON.parse(`"${message}"`) as string);
  }
}
