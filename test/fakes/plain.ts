/** A deep copy as a store would hold it: plain JSON, without what is undefined. */
export const copy = <T>(value: T): T => (value === undefined ? value : JSON.parse(JSON.stringify(value)));

/** The entries of a record by key, so that no order depends on who wrote first. */
export const sorted = <T>(record: Record<string, T>): T[] =>
  Object.keys(record)
    .sort()
    .map((key) => record[key] as T);

/** What DynamoDB answers to a request that no state of the table makes right. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

/** As DynamoDB refuses a read that names a key twice. */
export function refuseDoubles(keys: string[]): void {
  if (new Set(keys).size < keys.length)
    throw new ValidationException('Provided list of item keys contains duplicates');
}

/** The items, read all at once when the first is asked for. */
export async function* readAtOnce<T>(read: () => T[]): AsyncGenerator<T> {
  yield* read();
}
