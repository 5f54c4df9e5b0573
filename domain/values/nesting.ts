/** Maximum levels of objects and lists in an event: far more than any has, and safe for every JSON reader. */
export const EVENT_LEVELS = 64;

/** Maximum levels of JSON from outside. A few thousand would overflow the stack of `JSON.stringify`. */
export const JSON_LEVELS = 1_000;

/** Parses JSON text from outside. Throws SyntaxError, also for more than `levels` levels. */
export function parseJson(text: string, levels = JSON_LEVELS): unknown {
  const value: unknown = JSON.parse(text);
  if (isNestedDeeperThan(levels, value)) throw new SyntaxError(`it is nested deeper than ${levels} levels`);
  return value;
}

const isComposite = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Whether objects and lists have more than `levels` levels. Not recursive, so that no depth overflows the stack. */
export function isNestedDeeperThan(levels: number, value: unknown): boolean {
  let here = [value].filter(isComposite);
  for (let level = 1; here.length > 0; level += 1) {
    if (level > levels) return true;
    here = here.flatMap((each) => Object.values(each).filter(isComposite));
  }
  return false;
}

/** The value with a text in place of everything below `levels` levels. */
export function cutBelow(levels: number, value: unknown): unknown {
  if (!isComposite(value)) return value;
  if (levels === 0) return 'cut off: nested too deep';
  if (Array.isArray(value)) return value.map((each) => cutBelow(levels - 1, each));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, cutBelow(levels - 1, each)]));
}
