import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { AuditEntry, AuditHead } from '../domain/audit.ts';
import { canonicalJson } from './audit-chain.ts';
import { allPages, type Tables, writeIf } from './dynamo.ts';

/** A place in a day's chain holds an entry or, as its last, the head that closes it and the day that follows. */
export type AuditLine = { entry: AuditEntry } | { head: AuditHead; next: string };

/** Where the lines of the audit log lie. A line is never changed. */
export interface AuditStore {
  /** Puts a line in this place; false when there is one. */
  put(day: string, seq: number, line: AuditLine): Promise<boolean>;
  /** The last line of the day; strongly consistent. */
  last(day: string): Promise<AuditLine | undefined>;
  /** The lines of a day after `after`, or before it when newest first; strongly consistent. */
  lines(day: string, from?: { after?: number | undefined; newestFirst?: boolean }): AsyncIterable<AuditLine>;
  /** Notes that the day has lines, or is about to have some. */
  noteDay(day: string): Promise<void>;
  /** The noted days, newest first; strongly consistent. */
  days(): AsyncIterable<string>;
  /** Deletes a line whose time to be kept is over. */
  forget(day: string, seq: number): Promise<void>;
}

const DAYS = 'days';
/** The place of a line; as text so that it sorts. */
const place = (seq: number): string => String(seq).padStart(12, '0');

export function dynamoAuditStore(tables: Tables, table: string): AuditStore {
  const query = (
    day: string,
    { after, newestFirst = false }: { after?: number | undefined; newestFirst?: boolean } = {},
    limit?: number,
  ) =>
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
            // As text: a number would come back in another form than the one that was hashed.
            Item: { day, seq: place(seq), line: canonicalJson(line) },
            ConditionExpression: 'attribute_not_exists(seq)',
          }),
        ),
      ),

    async last(day) {
      for await (const item of query(day, { newestFirst: true }, 1)) return toLine(item);
      return undefined;
    },

    async *lines(day, from) {
      for await (const item of query(day, from)) yield toLine(item);
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

function toLine(item: Record<string, unknown>): AuditLine {
  const line = JSON.parse(String(item['line'])) as Record<string, unknown>;
  if (!('head' in line)) return { entry: AuditEntry.parse(line['entry']) };
  return { head: AuditHead.parse(line['head']), next: String(line['next']) };
}
