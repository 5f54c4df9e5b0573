import type { OnUnreadable } from '../../adapters/stored-item.ts';
import { TABLES } from '../../adapters/tables.ts';
import { UnreadableItem } from '../../domain/values/errors.ts';

/** A deep copy as a store returns it: plain JSON without undefined. Throws for an unreadable item. */
export const copy = <T>(value: T): T =>
  value === undefined ? value : JSON.parse(JSON.stringify(intact(value)));

/** The value itself. Throws for an unreadable item. */
export function intact<T>(value: T): T {
  if (!(value instanceof Spoilt)) return value;
  value.onUnreadable(value.error);
  throw value.error;
}

/** Represents an unreadable item in a fake. */
class Spoilt {
  readonly error: UnreadableItem;
  readonly onUnreadable: OnUnreadable;

  constructor(error: UnreadableItem, onUnreadable: OnUnreadable) {
    this.error = error;
    this.onUnreadable = onUnreadable;
  }
}

/** Makes the existing item unreadable. */
export function spoil(
  record: Record<string, unknown>,
  key: string,
  table: keyof typeof TABLES,
  problem: string,
  onUnreadable: OnUnreadable = () => {},
): void {
  const [hash = key] = key.split('#');
  record[key] = new Spoilt(new UnreadableItem(table, { [TABLES[table].hash]: hash }, problem), onUnreadable);
}

/** The error of a read, for an unreadable item. */
export const flawOf = (value: unknown): UnreadableItem | undefined =>
  value instanceof Spoilt ? value.error : undefined;

/** The readable ones; the others go to `skipped`. */
export const readable = <T>(values: T[], skipped?: OnUnreadable): T[] =>
  values.filter((value) => {
    if (!(value instanceof Spoilt)) return true;
    value.onUnreadable(value.error);
    skipped?.(value.error);
    return false;
  });

/** Values read by key. Without `skipped` the first unreadable one is thrown. */
export const asked = <T>(values: T[], skipped?: OnUnreadable): T[] =>
  copy(skipped === undefined ? values.map(intact) : readable(values, skipped));

/** The entries of a record by key, so that the order is independent of the order of writes. */
export const sorted = <T>(record: Record<string, T>): T[] =>
  Object.keys(record)
    .sort()
    .map((key) => record[key] as T);

/** DynamoDB's error for an invalid request. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

/** DynamoDB refuses a read with duplicate keys. */
export function refuseDoubles(keys: string[]): void {
  if (new Set(keys).size < keys.length)
    throw new ValidationException('Provided list of item keys contains duplicates');
}

/** The items, all read when the first is requested. */
export async function* readAtOnce<T>(read: () => T[]): AsyncGenerator<T> {
  yield* read();
}
