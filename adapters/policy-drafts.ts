import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { PolicyDraft } from '../domain/policy/policy-versions.ts';
import { queryItems, readItem, type Tables, writeIf } from './dynamo.ts';
import { FORMAT, itemReader, type OnUnreadable } from './stored-item.ts';
import { TABLES } from './tables.ts';

/** How a draft ends. */
export type DraftEnd =
  | { state: 'live'; approvedBy: string; decidedAt: string; version: number }
  | { state: 'withdrawn'; decidedAt: string };

/** Drafts of policies. They are few and never deleted. */
export interface PolicyDrafts {
  put(draft: PolicyDraft): Promise<boolean>;
  read(draftId: string): Promise<PolicyDraft | undefined>;
  /** Newest first. Unreadable ones are left out and go to `skipped`. */
  list(skipped?: OnUnreadable): Promise<PolicyDraft[]>;
  /** Ends an open draft; false if it has ended already. */
  end(draftId: string, end: DraftEnd): Promise<boolean>;
}

const DRAFTS = 'drafts';

/** Drafts in the table of the catalog. */
export function dynamoDrafts(tables: Tables, table: string): PolicyDrafts {
  const key = (draftId: string) => ({ id: DRAFTS, part: draftId });
  const from = { table, keys: TABLES.catalog, onUnreadable: tables.onUnreadable };
  const reader = itemReader(from, (item) => PolicyDraft.parse(item));

  return {
    put: (draft) =>
      writeIf(
        tables.send(
          new PutCommand({
            TableName: table,
            Item: { ...key(draft.draftId), ...draft, format: FORMAT },
            ConditionExpression: 'attribute_not_exists(part)',
          }),
        ),
      ),

    async read(draftId) {
      const item = await readItem(tables, table, key(draftId));
      return item && reader.one(item);
    },

    async list(skipped) {
      const drafts: PolicyDraft[] = [];
      const items = queryItems(tables, {
        TableName: table,
        KeyConditionExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': DRAFTS },
        ConsistentRead: true,
      });
      for await (const draft of reader.walk(items, skipped)) drafts.push(draft);
      return drafts.sort(newestFirst);
    },

    end(draftId, end) {
      const fields = Object.entries(end);
      return writeIf(
        tables.send(
          new UpdateCommand({
            TableName: table,
            Key: key(draftId),
            UpdateExpression: `SET ${fields.map((_, at) => `#f${at} = :f${at}`).join(', ')}`,
            ConditionExpression: '#state = :open',
            ExpressionAttributeNames: {
              '#state': 'state',
              ...Object.fromEntries(fields.map(([name], at) => [`#f${at}`, name])),
            },
            ExpressionAttributeValues: {
              ':open': 'open',
              ...Object.fromEntries(fields.map(([, value], at) => [`:f${at}`, value])),
            },
          }),
        ),
      );
    },
  };
}

/** Newest first, then by id, so that the order is stable. */
export const newestFirst = (a: PolicyDraft, b: PolicyDraft): number => {
  if (a.at !== b.at) return a.at > b.at ? -1 : 1;
  return a.draftId < b.draftId ? -1 : 1;
};
