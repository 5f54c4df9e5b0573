/** How many levels of objects and lists an event may have: far more than any has, and little enough for every reader of JSON. */
export const EVENT_LEVELS = 64;

/** How many levels of JSON are read from outside. Some thousands more would overflow the stack of whatever writes it again. */
export const JSON_LEVELS = 1_000;

/** The value of a JSON text from outside. Throws SyntaxError, also for one that is nested deeper than `levels`. */
export function parseJson(text: string, levels = JSON_LEVELS): unknown {
  const value: unknown = JSON.parse(text);
  if (isNestedDeeperThan(levels, value)) throw new SyntaxError(`it is nested deeper than ${levels} levels`);
  return value;
}

const isComposite = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Whether objects and lists are nested in more than `levels` levels; without recursion, so that no depth overflows the stack. */
export function isNestedDeeperThan(levels: number, value: unknown): boolean {
  let here = [value].filter(isComposite);
  for (let level = 1; here.length > 0; level += 1) {
    if (level > levels) return true;
    here = here.flatMap((each) => Object.values(each).filter(isComposite));
  }
  return false;
}

/** The value with a text in place of whatever is nested deeper than `levels` levels. */
export function cutBelow(levels: number, value: unknown): unknown {
  if (!isComposite(value)) return value;
  if (levels === 0) return 'cut off: nested too deep';
  if (Array.isArray(value)) return value.map((each) => cutBelow(levels - 1, each));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, cutBelow(levels - 1, each)]));
}
