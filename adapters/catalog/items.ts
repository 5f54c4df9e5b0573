import { GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { allPages, type Tables } from '../dynamo.ts';
import { type Item, itemReader } from '../stored-item.ts';
import { TABLES } from '../tables.ts';

/** The reads that the parts of the catalog share. */
export function catalogItems(tables: Tables, table: string) {
  const get = async (key: Record<string, string>) =>
    (await tables.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item;

  const scan = (part: string) =>
    allPages(async (start) => {
      const page = await tables.send(
        new ScanCommand({
          TableName: table,
          FilterExpression: 'part = :part',
          ExpressionAttributeValues: { ':part': part },
          ExclusiveStartKey: start,
        }),
      );
      return { items: page.Items ?? [], next: page.LastEvaluatedKey };
    });

  const readerOf = <Value>(parse: (item: Item) => Value) =>
    itemReader({ table, keys: TABLES.catalog, onUnreadable: tables.onUnreadable }, parse);

  return { get, scan, readerOf };
}
