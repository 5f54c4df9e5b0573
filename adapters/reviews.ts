import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Review, type ReviewQueue, ReviewStep, reviewOf } from '../domain/review/review.ts';
import { UnreadableItem } from '../domain/values/errors.ts';
import { Time } from '../domain/values/time.ts';
import { allPages, queryItems, readByKeys, readItem, type Tables, writeIf } from './dynamo.ts';
import { FORMAT, itemReader, leaveOut, type OnUnreadable } from './stored-item.ts';
import { TABLES } from './tables.ts';

/** A review and its position in a queue. */
export interface Queued {
  reviewId: string;
  dueAt: string;
}

/**
 * Rejections under review. A review is an append-only list of steps. A view computed from the steps is stored beside it, for the
 * queues.
 */
export interface Reviews {
  /** Strongly consistent; undefined if there is none. */
  review(reviewId: string): Promise<Review | undefined>;
  /** As above, for several, unordered. An unreadable one goes to `skipped`, or is thrown without it. */
  reviews(reviewIds: string[], skipped?: OnUnreadable): Promise<Review[]>;
  /** Oldest first; strongly consistent. */
  steps(reviewId: string): Promise<ReviewStep[]>;
  /** Adds a step if the review has exactly the steps before it; false otherwise. */
  add(reviewId: string, step: ReviewStep): Promise<boolean>;
  /** Reviews in a queue, oldest due first, from `from` on; eventually consistent. */
  queue(queue: ReviewQueue, from?: string): AsyncIterable<Queued>;
  /** Number of reviews in a queue, or of those due before a time; eventually consistent. */
  count(queue: ReviewQueue, dueBefore?: string): Promise<number>;
  /** Time until which the ledger was searched for rejections. */
  lookedUntil(): Promise<string | undefined>;
  setLookedUntil(time: string): Promise<void>;
}

const VIEW = 'view';
const LOOKED = { reviewId: 'looked', part: 'until' };
const stepPart = (seq: number): string => `step#${String(seq).padStart(6, '0')}`;

/** The view is derived from the steps, so only the fields for the queue are validated. */
const View = z.looseObject({
  rejection: z.looseObject({ reviewId: z.string() }),
  steps: z.int().positive(),
});

export function dynamoReviews(tables: Tables, table: string): Reviews {
  const from = { table, keys: TABLES.reviews, onUnreadable: tables.onUnreadable };
  const stepItems = itemReader(from, ({ step }) => ReviewStep.parse(step));
  const views = itemReader(from, ({ review }) => View.parse(review) as unknown as Review);
  const lookedItems = itemReader(from, ({ at }) => Time.parse(at));

  const steps: Reviews['steps'] = async (reviewId) => {
    const found: ReviewStep[] = [];
    const items = queryItems(tables, {
      TableName: table,
      KeyConditionExpression: 'reviewId = :id AND begins_with(part, :prefix)',
      ExpressionAttributeValues: { ':id': reviewId, ':prefix': 'step#' },
      ConsistentRead: true,
    });
    for await (const item of items) found.push(stepItems.one(item));
    return found;
  };

  // An older view must not replace that of another writer.
  const putView = (review: Review) =>
    writeIf(
      tables.send(
        new PutCommand({
          TableName: table,
          Item: {
            reviewId: review.rejection.reviewId,
            part: VIEW,
            queue: review.queue,
            dueAt: review.rejection.dueAt,
            steps: review.steps,
            review,
            format: FORMAT,
          },
          ConditionExpression: 'attribute_not_exists(reviewId) OR #steps < :steps',
          ExpressionAttributeNames: { '#steps': 'steps' },
          ExpressionAttributeValues: { ':steps': review.steps },
        }),
      ),
    );

  const review: Reviews['review'] = async (reviewId) => reviewOf(await steps(reviewId));

  async function madeAnew(reviewId: string): Promise<Review | undefined> {
    const made = await review(reviewId);
    if (made !== undefined) await putView(made);
    return made;
  }

  const queryQueue = (queue: ReviewQueue, range: string, values: Record<string, string>, count = false) =>
    allPages(async (start) => {
      const page = await tables.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'queue',
          KeyConditionExpression: `#queue = :queue${range}`,
          ExpressionAttributeNames: { '#queue': 'queue' },
          ExpressionAttributeValues: { ':queue': queue, ...values },
          ExclusiveStartKey: start,
          ...(count ? { Select: 'COUNT' as const } : {}),
        }),
      );
      const items = count ? [{ count: page.Count ?? 0 }] : (page.Items ?? []);
      return { items: items as Record<string, unknown>[], next: page.LastEvaluatedKey };
    });

  return {
    steps,
    review,

    async reviews(reviewIds, skipped) {
      const ids = [...new Set(reviewIds)];
      const items = await readByKeys(
        tables,
        table,
        ids.map((reviewId) => ({ reviewId, part: VIEW })),
      );
      // Without a readable view, the steps are read.
      const found = new Map(views.many(items, leaveOut).map((view) => [view.rejection.reviewId, view]));
      // A writer that died after its step left an outdated view.
      const newer = await readByKeys(
        tables,
        table,
        ids.map((reviewId) => ({ reviewId, part: stepPart((found.get(reviewId)?.steps ?? 0) + 1) })),
      );
      for (const item of newer) {
        try {
          const made = await madeAnew(String(item['reviewId']));
          if (made !== undefined) found.set(made.rejection.reviewId, made);
        } catch (error) {
          if (skipped === undefined || !(error instanceof UnreadableItem)) throw error;
          found.delete(String(item['reviewId']));
          skipped(error);
        }
      }
      return [...found.values()];
    },

    async add(reviewId, step) {
      const put = new PutCommand({
        TableName: table,
        Item: { reviewId, part: stepPart(step.seq), step, format: FORMAT },
        ConditionExpression: 'attribute_not_exists(part)',
      });
      if (!(await writeIf(tables.send(put)))) return false;
      await madeAnew(reviewId);
      return true;
    },

    async *queue(queue, from) {
      const items = queryQueue(
        queue,
        from === undefined ? '' : ' AND dueAt >= :from',
        from === undefined ? {} : { ':from': from },
      );
      for await (const { reviewId, dueAt } of items)
        yield { reviewId: String(reviewId), dueAt: String(dueAt) };
    },

    async count(queue, dueBefore) {
      let total = 0;
      const pages = queryQueue(
        queue,
        dueBefore === undefined ? '' : ' AND dueAt < :before',
        dueBefore === undefined ? {} : { ':before': dueBefore },
        true,
      );
      for await (const { count } of pages) total += Number(count);
      return total;
    },

    async lookedUntil() {
      const item = await readItem(tables, table, LOOKED);
      return item && lookedItems.one(item);
    },

    async setLookedUntil(time) {
      await tables.send(new PutCommand({ TableName: table, Item: { ...LOOKED, at: time, format: FORMAT } }));
    },
  };
}
