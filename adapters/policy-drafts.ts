import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { PolicyTerms } from '../domain/policy.ts';
import { Time } from '../domain/time.ts';
import { allPages, type Tables, writeIf } from './dynamo.ts';

/** Terms that wait for a second person, or what became of them. The terms never change. */
export const PolicyDraft = z.object({
  draftId: z.string(),
  terms: PolicyTerms,
  /** The version that was in force when it was written; 0 for a new policy. */
  basedOn: z.int().nonnegative(),
  by: z.string(),
  at: Time,
  why: z.string(),
  state: z.enum(['open', 'live', 'withdrawn']),
  approvedBy: z.string().optional(),
  decidedAt: Time.optional(),
  /** The version that it went live as. */
  version: z.int().optional(),
});
export type PolicyDraft = z.infer<typeof PolicyDraft>;

/** How a draft ends. */
export type DraftEnd =
  | { state: 'live'; approvedBy: string; decidedAt: string; version: number }
  | { state: 'withdrawn'; decidedAt: string };

/** Drafts of policies; few, and kept. */
export interface PolicyDrafts {
  put(draft: PolicyDraft): Promise<boolean>;
  read(draftId: string): Promise<PolicyDraft | undefined>;
  /** Newest first. */
  list(): Promise<PolicyDraft[]>;
  /** Ends an open draft; false when it has ended. */
  end(draftId: string, end: DraftEnd): Promise<boolean>;
}

const DRAFTS = 'drafts';

/** Drafts in the table of the catalog. */
export function dynamoDrafts(tables: Tables, table: string): PolicyDrafts {
  const key = (draftId: string) => ({ id: DRAFTS, part: draftId });

  return {
    put: (draft) =>
      writeIf(
        tables.send(
          new PutCommand({
            TableName: table,
            Item: { ...key(draft.draftId), ...draft },
            ConditionExpression: 'attribute_not_exists(part)',
          }),
        ),
      ),

    async read(draftId) {
      const { Item } = await tables.send(
        new GetCommand({ TableName: table, Key: key(draftId), ConsistentRead: true }),
      );
      return Item && PolicyDraft.parse(Item);
    },

    async list() {
      const drafts: PolicyDraft[] = [];
      const items = allPages(async (start) => {
        const page = await tables.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'id = :id',
            ExpressionAttributeValues: { ':id': DRAFTS },
            ConsistentRead: true,
            ExclusiveStartKey: start,
          }),
        );
        return { items: page.Items ?? [], next: page.LastEvaluatedKey };
      });
      for await (const item of items) drafts.push(PolicyDraft.parse(item));
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

/** Newest first; of the same time by their id, so that the order never changes. */
export const newestFirst = (a: PolicyDraft, b: PolicyDraft): number => {
  if (a.at !== b.at) return a.at > b.at ? -1 : 1;
  return a.draftId < b.draftId ? -1 : 1;
};
