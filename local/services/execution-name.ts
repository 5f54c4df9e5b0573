/** White space, brackets, wildcards, special and control characters, surrogates and non-characters. */
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\uFFFE\uFFFF\u{10FFFF}]/u;
const LONGEST = 80;

/**
 * The error of Step Functions for an invalid name of an execution; undefined for a valid name.
 * Source: API reference of StartExecution.
 */
export function executionNameFault(
  name: unknown,
): { type: 'ValidationException' | 'InvalidName'; message: string } | undefined {
  if (typeof name !== 'string')
    return { type: 'ValidationException', message: `name must be a string, not ${typeof name}` };
  if (name.length < 1 || name.length > LONGEST)
    return {
      type: 'ValidationException',
      message: `1 validation error detected: Value at 'name' failed to satisfy constraint: Member must have length between 1 and ${LONGEST}; it has ${name.length}`,
    };
  const forbidden = FORBIDDEN.exec(name)?.[0];
  return forbidden === undefined
    ? undefined
    : {
        type: 'InvalidName',
        message: `Invalid Name: '${name}' has the character ${JSON.stringify(forbidden)}`,
      };
}
