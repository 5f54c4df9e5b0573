import { readItem, scanItems, type Tables } from '../dynamo.ts';
import { type Item, itemReader } from '../stored-item.ts';
import { TABLES } from '../tables.ts';

/** The reads that the parts of the catalog share. */
export function catalogItems(tables: Tables, table: string) {
  const get = (key: Record<string, string>) => readItem(tables, table, key);

  const scan = (part: string) =>
    scanItems(tables, {
      TableName: table,
      FilterExpression: 'part = :part',
      ExpressionAttributeValues: { ':part': part },
    });

  const readerOf = <Value>(parse: (item: Item) => Value) =>
    itemReader({ table, keys: TABLES.catalog, onUnreadable: tables.onUnreadable }, parse);

  return { get, scan, readerOf };
}
