/** A valid term without its apparent effect. `at` is a path into the terms. */
export interface PolicyWarning {
  at: string;
  message: string;
}

/** The warning if `holds`, as a list. */
export const warnIf = (holds: boolean, at: string, message: string): PolicyWarning[] =>
  holds ? [{ at, message }] : [];
