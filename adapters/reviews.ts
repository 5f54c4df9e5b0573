import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Review, type ReviewQueue, ReviewStep, reviewOf } from '../domain/review.ts';
import { allPages, readByKeys, type Tables, writeIf } from './dynamo.ts';

/** A review by its place in a queue. */
export interface Queued {
  reviewId: string;
  dueAt: string;
}

/**
 * Rejections under review. A review is a list of steps that is only ever added to; beside it lies a view of what they make, by
 * which it is found.
 */
export interface Reviews {
  /** Strongly consistent; undefined where nothing was opened. */
  review(reviewId: string): Promise<Review | undefined>;
  /** As above, of many, in no order. */
  reviews(reviewIds: string[]): Promise<Review[]>;
  /** Oldest first; strongly consistent. */
  steps(reviewId: string): Promise<ReviewStep[]>;
  /** Adds a step, if the review still has just those before it; false otherwise. */
  add(reviewId: string, step: ReviewStep): Promise<boolean>;
  /** Reviews in a queue, oldest due first, those due before `from` left out; eventually consistent. */
  queue(queue: ReviewQueue, from?: string): AsyncIterable<Queued>;
  /** How many are in a queue, or of those how many are due before a time; eventually consistent. */
  count(queue: ReviewQueue, dueBefore?: string): Promise<number>;
  /** Up to where the ledger was looked through for rejections. */
  lookedUntil(): Promise<string | undefined>;
  setLookedUntil(time: string): Promise<void>;
}

const VIEW = 'view';
const LOOKED = { reviewId: 'looked', part: 'until' };
const stepPart = (seq: number): string => `step#${String(seq).padStart(6, '0')}`;

export function dynamoReviews(tables: Tables, table: string): Reviews {
  const steps: Reviews['steps'] = async (reviewId) => {
    const found: ReviewStep[] = [];
    const items = allPages(async (start) => {
      const page = await tables.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'reviewId = :id AND begins_with(part, :prefix)',
          ExpressionAttributeValues: { ':id': reviewId, ':prefix': 'step#' },
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      );
      return { items: page.Items ?? [], next: page.LastEvaluatedKey };
    });
    for await (const { step } of items) found.push(ReviewStep.parse(step));
    return found;
  };

  // A view that is older than another writer's must not replace it.
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

    async reviews(reviewIds) {
      const ids = [...new Set(reviewIds)];
      const views = await readByKeys(
        tables,
        table,
        ids.map((reviewId) => ({ reviewId, part: VIEW })),
      );
      const found = new Map(views.map((item) => [String(item['reviewId']), item['review'] as Review]));
      // A writer that died after its step has left the view behind.
      const newer = await readByKeys(
        tables,
        table,
        ids.map((reviewId) => ({ reviewId, part: stepPart((found.get(reviewId)?.steps ?? 0) + 1) })),
      );
      for (const item of newer) {
        const made = await madeAnew(String(item['reviewId']));
        if (made !== undefined) found.set(made.rejection.reviewId, made);
      }
      return [...found.values()];
    },

    async add(reviewId, step) {
      const put = new PutCommand({
        TableName: table,
        Item: { reviewId, part: stepPart(step.seq), step },
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
      const { Item } = await tables.send(
        new GetCommand({ TableName: table, Key: LOOKED, ConsistentRead: true }),
      );
      return Item?.['at'] as string | undefined;
    },

    async setLookedUntil(time) {
      await tables.send(new PutCommand({ TableName: table, Item: { ...LOOKED, at: time } }));
    },
  };
}
