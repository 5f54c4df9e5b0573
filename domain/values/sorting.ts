type Key = string | number;

/** A comparator for `sort`: smallest key first. Strings compare by UTF-16 code unit. */
export const ascending =
  <T>(keyOf: (item: T) => Key) =>
  (a: T, b: T): number =>
    compareKeys(keyOf(a), keyOf(b));

/** A comparator for `sort`: largest key first. */
export const descending =
  <T>(keyOf: (item: T) => Key) =>
  (a: T, b: T): number =>
    compareKeys(keyOf(b), keyOf(a));

const compareKeys = (a: Key, b: Key): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
