import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { projection, type Tables } from './dynamo.ts';
import { EXPIRES_AT } from './retention.ts';
import type { Item } from './stored-item.ts';
import type { TABLES } from './tables.ts';

/** Items per call. */
const LOOKED_AT = 500;

/**
 * Deletes expired items, for stores without TTL: each call checks the next 500 items of the table, and starts again after the
 * last. Returns the number of deleted items. `now`: milliseconds since the epoch.
 */
export function expiredItems(tables: Tables, table: string, keys: (typeof TABLES)[keyof typeof TABLES]) {
  const names = [keys.hash, keys.range].filter((name) => name !== undefined);
  let start: Item | undefined;
  return async (now: number, lookedAt = LOOKED_AT): Promise<number> => {
    const { Items = [], LastEvaluatedKey } = await tables.send(
      new ScanCommand({
        TableName: table,
        Limit: lookedAt,
        ExclusiveStartKey: start,
        ...projection([...names, EXPIRES_AT]),
        FilterExpression: `${EXPIRES_AT} < :now`,
        ExpressionAttributeValues: { ':now': Math.floor(now / 1_000) },
      }),
    );
    for (const item of Items) {
      const Key = Object.fromEntries(names.map((name) => [name, item[name]]));
      await tables.send(new DeleteCommand({ TableName: table, Key }));
    }
    start = LastEvaluatedKey;
    return Items.length;
  };
}
