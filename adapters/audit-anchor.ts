import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import { AuditAnchor } from '../domain/people/audit.ts';
import { readItem, type Tables, writeIf } from './dynamo.ts';
import { itemReader } from './stored-item.ts';
import { TABLES } from './tables.ts';

/** Store of the count and the last entry of the audit log, outside the table of its entries. */
export interface AuditAnchors {
  /** Strongly consistent; undefined if there is none. Throws UnreadableItem. */
  read(): Promise<AuditAnchor | undefined>;
  /** Stores the first anchor of a log; false if there is one. */
  begin(anchor: AuditAnchor): Promise<boolean>;
  /** Replaces an anchor of fewer entries; false if there is none, or one with as many. */
  raise(anchor: AuditAnchor): Promise<boolean>;
}

/** Key of the item in the table of the catalog. */
export const ANCHOR_ID = 'audit';
const KEY = { id: ANCHOR_ID, part: 'anchor' };

/** In the table of the catalog, so that damage to the table of the audit log does not also damage its count. */
export function dynamoAuditAnchors(tables: Tables, catalogTable: string): AuditAnchors {
  const from = { table: catalogTable, keys: TABLES.catalog, onUnreadable: tables.onUnreadable };
  const anchors = itemReader(from, ({ id: _id, part: _part, ...anchor }) => AuditAnchor.parse(anchor));
  const put = (anchor: AuditAnchor, condition: Partial<PutCommandInput>) =>
    writeIf(
      tables.send(new PutCommand({ TableName: catalogTable, Item: { ...KEY, ...anchor }, ...condition })),
    );
  return {
    async read() {
      const item = await readItem(tables, catalogTable, KEY);
      return item && anchors.one(item);
    },
    begin: (anchor) => put(anchor, { ConditionExpression: 'attribute_not_exists(id)' }),
    raise: (anchor) =>
      put(anchor, {
        ConditionExpression: '#count < :count',
        ExpressionAttributeNames: { '#count': 'count' },
        ExpressionAttributeValues: { ':count': anchor.count },
      }),
  };
}
