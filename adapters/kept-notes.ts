import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { AuditNote } from '../domain/people/audit.ts';
import { queryItems, type Tables } from './dynamo.ts';

/** A note that waits for the audit log. */
export interface KeptNote {
  key: string;
  note: AuditNote;
}

/** Notes of acts that were done while the audit log could not be written, stored outside its table. */
export interface KeptNotes {
  keep(note: AuditNote, at: string): Promise<void>;
  /** Oldest first; strongly consistent. */
  all(): AsyncIterable<KeptNote>;
  drop(key: string): Promise<void>;
}

const ID = 'kept-notes';

/** In the table of the catalog, which those acts need anyway. */
export const dynamoKeptNotes = (tables: Tables, catalogTable: string): KeptNotes => ({
  async keep(note, at) {
    const part = `${at}#${randomUUID()}`;
    await tables.send(new PutCommand({ TableName: catalogTable, Item: { id: ID, part, note } }));
  },

  async *all() {
    const notes = queryItems(tables, {
      TableName: catalogTable,
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': ID },
      ConsistentRead: true,
    });
    for await (const { part, note } of notes) yield { key: String(part), note: AuditNote.parse(note) };
  },

  async drop(part) {
    await tables.send(new DeleteCommand({ TableName: catalogTable, Key: { id: ID, part } }));
  },
});
