type Pattern = { [field: string]: string[] | Pattern };

/** Reads an EventBridge event pattern. Throws on content filters: only exact values are implemented. */
export function readPattern(value: unknown, path = 'pattern'): Pattern {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${path} must be an object`);
  for (const [field, wanted] of Object.entries(value)) {
    const at = `${path}.${field}`;
    if (!Array.isArray(wanted)) readPattern(wanted, at);
    else if (!wanted.every((each) => typeof each === 'string'))
      throw new Error(`${at}: must be an exact string; content filters are not implemented on one machine`);
  }
  return value as Pattern;
}

/** Whether the event has a wanted value in every field of the pattern; of an array, in any element. */
export function matches(pattern: Pattern, event: unknown): boolean {
  if (typeof event !== 'object' || event === null) return false;
  return Object.entries(pattern).every(([field, wanted]) => {
    const value: unknown = (event as Record<string, unknown>)[field];
    if (!Array.isArray(wanted)) return matches(wanted, value);
    return (Array.isArray(value) ? value : [value]).some((each) => wanted.includes(each));
  });
}
