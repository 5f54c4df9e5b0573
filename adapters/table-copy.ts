import { PutItemCommand, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import pLimit from 'p-limit';
import { ANCHOR_ID } from './audit-anchor.ts';
import { type Tables, writeIf } from './dynamo.ts';

/** A table and its client. */
export interface TableAt {
  tables: Tables;
  table: string;
}

export interface CopiedItems {
  looked: number;
  added: number;
}

const PAGE = 500;
const PUTS_AT_ONCE = 25;

/**
 * Copies the items that another table lacks, attribute for attribute. Existing items are kept, so a copy can be interrupted and
 * repeated. Reports its progress after each page.
 */
export async function* copyMissing(
  from: TableAt,
  to: TableAt & { hash: string },
): AsyncGenerator<CopiedItems, CopiedItems> {
  const inTurn = pLimit(PUTS_AT_ONCE);
  const copied = { looked: 0, added: 0 };
  let start: ScanCommandOutput['LastEvaluatedKey'];
  do {
    const page: ScanCommandOutput = await from.tables.send(
      new ScanCommand({ TableName: from.table, Limit: PAGE, ConsistentRead: true, ExclusiveStartKey: start }),
    );
    // The anchor of an audit log belongs to that log, which is not copied.
    const items = (page.Items ?? []).filter((item) => item['id']?.S !== ANCHOR_ID);
    const puts = items.map((item) => inTurn(() => writeIf(to.tables.send(putInto(to, item)))));
    copied.added += (await Promise.all(puts)).filter((added) => added).length;
    copied.looked += items.length;
    yield { ...copied };
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return copied;
}

const putInto = ({ table, hash }: { table: string; hash: string }, Item: PutItemCommand['input']['Item']) =>
  new PutItemCommand({
    TableName: table,
    Item,
    ConditionExpression: 'attribute_not_exists(#hash)',
    ExpressionAttributeNames: { '#hash': hash },
  });
