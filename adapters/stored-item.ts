import * as z from 'zod';
import { UnreadableItem } from '../domain/values/errors.ts';
import { messageOf } from '../domain/values/thrown.ts';
import type { TABLES } from './tables.ts';

export type Item = Record<string, unknown>;

/** Receives unreadable items. */
export type OnUnreadable = (unreadable: UnreadableItem) => void;

/** Ignores unreadable items; the store has reported them already. */
export const leaveOut: OnUnreadable = () => {};

/** The result of the read; undefined for an unreadable item, which goes to `skipped`. Other errors are thrown. */
export async function unlessUnreadable<Value>(
  read: Promise<Value>,
  skipped = leaveOut,
): Promise<Value | undefined> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof UnreadableItem)) throw error;
    skipped(error);
    return undefined;
  }
}

/**
 * The format of new items, stored in their attribute `format`. An item without it is older and is read as it is. 2: the history
 * of a price state in columns. 3: its memory too, and another dictionary of packed texts. Older ones are still read.
 */
export const FORMAT = 3;

/** Parses the items of one table. Every unreadable item is reported. */
export interface ItemReader<Value> {
  /** @throws UnreadableItem */
  one(item: Item): Value;
  /** For items read by key. Unreadable ones go to `skipped`; without it the first is thrown. */
  many(items: readonly Item[], skipped?: OnUnreadable): Value[];
  /** For items of a scan or query. Unreadable ones are left out and go to `skipped`. */
  walk(items: AsyncIterable<Item>, skipped?: OnUnreadable): AsyncGenerator<Value>;
}

interface From {
  /** Name of the table, for the message. */
  table: string;
  keys: (typeof TABLES)[keyof typeof TABLES];
  onUnreadable: OnUnreadable;
}

export function itemReader<Value>(
  { table, keys, onUnreadable }: From,
  parse: (item: Item) => Value,
): ItemReader<Value> {
  const names = [keys.hash, keys.range].filter((name) => name !== undefined);

  const one = ({ format, ...item }: Item): Value => {
    try {
      refuseNewer(format);
      return parse(item);
    } catch (error) {
      const key = Object.fromEntries(names.map((name) => [name, String(item[name])]));
      const unreadable = new UnreadableItem(table, key, problemOf(error));
      onUnreadable(unreadable);
      throw unreadable;
    }
  };
  const skipping = (item: Item, skipped?: OnUnreadable): Value[] => {
    try {
      return [one(item)];
    } catch (error) {
      if (!(error instanceof UnreadableItem)) throw error;
      skipped?.(error);
      return [];
    }
  };

  return {
    one,
    many: (items, skipped) =>
      items.flatMap((item) => (skipped === undefined ? [one(item)] : skipping(item, skipped))),
    async *walk(items, skipped) {
      for await (const item of items) yield* skipping(item, skipped);
    },
  };
}

/** Whether a newer version of Pricewire wrote the item. */
export const isNewer = ({ format }: Item): boolean => typeof format === 'number' && format > FORMAT;

function refuseNewer(format: unknown): void {
  if (format === undefined) return;
  if (typeof format !== 'number' || !Number.isSafeInteger(format) || format < 1)
    throw new RangeError(`format is ${JSON.stringify(format)}, not a whole number from 1 on`);
  if (format > FORMAT)
    throw new RangeError(`written in format ${format}, this version reads up to ${FORMAT}: update Pricewire`);
}

const ISSUES_NAMED = 5;

function problemOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return messageOf(error);
  const named = error.issues
    .slice(0, ISSUES_NAMED)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
  const more = error.issues.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
