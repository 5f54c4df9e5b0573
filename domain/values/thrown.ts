/** The thrown value as an Error; another value becomes its message. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown));

export const messageOf = (thrown: unknown): string => asError(thrown).message;
