import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { AuditEntry, AuditHead } from '../domain/people/audit.ts';
import { canonicalJson } from './audit-chain.ts';
import { allPages, type Tables, writeIf } from './dynamo.ts';
import { FORMAT, type Item, itemReader, type OnUnreadable } from './stored-item.ts';
import { TABLES } from './tables.ts';

/** A line of a day's chain: an entry, or as the last line the head that closes the day, with the next day. */
export type AuditLine = { entry: AuditEntry } | { head: AuditHead; next: string };

/** Store of the lines of the audit log. A line never changes. */
export interface AuditStore {
  /** Writes a line; false if the position is taken. */
  put(day: string, seq: number, line: AuditLine): Promise<boolean>;
  /** The last line of the day; strongly consistent. */
  last(day: string): Promise<AuditLine | undefined>;
  /**
   * The lines of a day after `after`, or before it when newest first; strongly consistent. An unreadable line goes to `skipped`, or
   * is thrown without it, because a check of the chain must not miss it.
   */
  lines(day: string, from?: LinesFrom): AsyncIterable<AuditLine>;
  /** Adds the day to the list of days, before its first line is written. */
  noteDay(day: string): Promise<void>;
  /** The listed days, newest first; strongly consistent. */
  days(): AsyncIterable<string>;
  /** Deletes a line beyond its retention. */
  forget(day: string, seq: number): Promise<void>;
}

interface LinesFrom {
  after?: number | undefined;
  newestFirst?: boolean;
  skipped?: OnUnreadable;
}

const DAYS = 'days';
/** The sort key of a line: digits padded so that it sorts as a string. */
const place = (seq: number): string => String(seq).padStart(12, '0');

export function dynamoAuditStore(tables: Tables, table: string): AuditStore {
  const reader = itemReader({ table, keys: TABLES.audit, onUnreadable: tables.onUnreadable }, toLine);
  const query = (day: string, { after, newestFirst = false }: LinesFrom = {}, limit?: number) =>
    allPages(async (start) => {
      const page = await tables.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: `#day = :day${after === undefined ? '' : ` AND seq ${newestFirst ? '<' : '>'} :after`}`,
          ExpressionAttributeNames: { '#day': 'day' },
          ExpressionAttributeValues: {
            ':day': day,
            ...(after === undefined ? {} : { ':after': place(after) }),
          },
          ScanIndexForward: !newestFirst,
          ConsistentRead: true,
          ExclusiveStartKey: start,
          ...(limit === undefined ? {} : { Limit: limit }),
        }),
      );
      return { items: page.Items ?? [], next: limit === undefined ? page.LastEvaluatedKey : undefined };
    });

  return {
    put: (day, seq, line) =>
      writeIf(
        tables.send(
          new PutCommand({
            TableName: table,
            // As text, because DynamoDB could return a number in another form than the one that was hashed.
            Item: { day, seq: place(seq), line: canonicalJson(line), format: FORMAT },
            ConditionExpression: 'attribute_not_exists(seq)',
          }),
        ),
      ),

    async last(day) {
      for await (const item of query(day, { newestFirst: true }, 1)) return reader.one(item);
      return undefined;
    },

    async *lines(day, from) {
      for await (const item of query(day, from)) yield* reader.many([item], from?.skipped);
    },

    async noteDay(day) {
      await tables.send(new PutCommand({ TableName: table, Item: { day: DAYS, seq: day } }));
    },

    async *days() {
      for await (const { seq } of query(DAYS, { newestFirst: true })) yield String(seq);
    },

    async forget(day, seq) {
      await tables.send(new DeleteCommand({ TableName: table, Key: { day, seq: place(seq) } }));
    },
  };
}

function toLine(item: Item): AuditLine {
  const line = JSON.parse(String(item['line'])) as Record<string, unknown>;
  if (!('head' in line)) return { entry: AuditEntry.parse(line['entry']) };
  return { head: AuditHead.parse(line['head']), next: String(line['next']) };
}
