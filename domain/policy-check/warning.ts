/** Something in valid terms that does not do what it seems to say. `at` is a path into the terms. */
export interface PolicyWarning {
  at: string;
  message: string;
}

/** The warning, if it holds. */
export const warnIf = (holds: boolean, at: string, message: string): PolicyWarning[] =>
  holds ? [{ at, message }] : [];
