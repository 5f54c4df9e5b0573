import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { AuditNote } from '../domain/people/audit.ts';
import { queryItems, type Tables } from './dynamo.ts';
import { FORMAT, itemReader } from './stored-item.ts';
import { TABLES } from './tables.ts';

/** A note that waits for the audit log. */
interface KeptNote {
  key: string;
  note: AuditNote;
}

/** Notes of acts that were done while the audit log could not be written, stored outside its table. */
export interface KeptNotes {
  keep(note: AuditNote, at: string): Promise<void>;
  /** Oldest first; strongly consistent. Unreadable ones are left out. */
  all(): AsyncIterable<KeptNote>;
  drop(key: string): Promise<void>;
}

const ID = 'kept-notes';

/** In the table of the catalog, which those acts need anyway. */
export function dynamoKeptNotes(tables: Tables, catalogTable: string): KeptNotes {
  const from = { table: catalogTable, keys: TABLES.catalog, onUnreadable: tables.onUnreadable };
  const notes = itemReader(
    from,
    ({ part, note }): KeptNote => ({ key: String(part), note: AuditNote.parse(note) }),
  );
  return {
    async keep(note, at) {
      const part = `${at}#${randomUUID()}`;
      await tables.send(
        new PutCommand({ TableName: catalogTable, Item: { id: ID, part, format: FORMAT, note } }),
      );
    },

    all: () =>
      notes.walk(
        queryItems(tables, {
          TableName: catalogTable,
          KeyConditionExpression: 'id = :id',
          ExpressionAttributeValues: { ':id': ID },
          ConsistentRead: true,
        }),
      ),

    async drop(part) {
      await tables.send(new DeleteCommand({ TableName: catalogTable, Key: { id: ID, part } }));
    },
  };
}
