import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dynamoAuditAnchors } from '../../../adapters/audit-anchor.ts';
import { dynamoAuditStore } from '../../../adapters/audit-store.ts';
import { dynamoKeptNotes } from '../../../adapters/kept-notes.ts';
import { dynamoOrders } from '../../../adapters/orders.ts';
import { dynamoDrafts } from '../../../adapters/policy-drafts.ts';
import { dynamoReviews } from '../../../adapters/reviews.ts';
import { FORMAT } from '../../../adapters/stored-item.ts';
import type { ReviewStep } from '../../../domain/review/review.ts';
import { auditLogContract } from '../../contract/audit-log.contract.ts';
import { draftsContract } from '../../contract/drafts.contract.ts';
import { type OpenDynamo, openDynamo } from '../../contract/dynalite.ts';
import { ordersContract } from '../../contract/orders.contract.ts';
import { reviewsContract, stepsOf } from '../../contract/reviews.contract.ts';
import { at } from '../../contract/samples.ts';
import { interrupted } from './catalog-around.ts';
import { leaveStep } from './reviews-around.ts';

let dynamo: OpenDynamo;
beforeEach(async () => {
  dynamo = await openDynamo();
});
afterEach(() => dynamo.close());

describe('the audit log in DynamoDB', () =>
  auditLogContract(async () => ({
    store: dynamoAuditStore(dynamo.tables, 'audit'),
    anchors: dynamoAuditAnchors(dynamo.tables, 'catalog'),
    kept: dynamoKeptNotes(dynamo.tables, 'catalog'),
  })));

describe('reviews in DynamoDB', () => {
  reviewsContract(async () => {
    const reviews = dynamoReviews(dynamo.tables, 'reviews');
    return { reviews, addAndDie: (id, step) => leaveStep(dynamo.tables, id, step) };
  });

  it('stay in their queue when a slow writer writes the view of an earlier step', async () => {
    const steps = stepsOf('e1', [
      { kind: 'taken', by: 'ben', until: at(15) },
      { kind: 'upheld', by: 'ben', reasonCode: 'other', text: 'no' },
    ]);
    const [opened, taken, upheld] = steps as [ReviewStep, ReviewStep, ReviewStep];
    const reviews = dynamoReviews(dynamo.tables, 'reviews');
    await reviews.add('e1', opened);
    const isViewOfTaken = (_: string, input: string) => input.includes('"view"') && input.includes('"taken"');
    const slow = interrupted(dynamo.tables, isViewOfTaken, () => reviews.add('e1', upheld));

    await dynamoReviews(slow, 'reviews').add('e1', taken);

    expect([await reviews.count('upheld'), await reviews.count('taken')]).toEqual([1, 0]);
  });
});

describe('drafts in DynamoDB', () => draftsContract(async () => dynamoDrafts(dynamo.tables, 'catalog')));

describe('orders in DynamoDB', () => {
  ordersContract(async () => dynamoOrders(dynamo.tables, 'reviews'));

  it.each([
    [
      'a newer form',
      { format: FORMAT + 1 },
      `written in format ${FORMAT + 1}, this version reads up to ${FORMAT}`,
    ],
    ['no content', { format: 1 }, 'Invalid'],
  ])('refuse an item of %s, and name it', async (_, item, why) => {
    const Item = { reviewId: 'order#order-1', part: 'order', ...item };
    await dynamo.tables.send(new PutCommand({ TableName: 'reviews', Item }));

    await expect(dynamoOrders(dynamo.tables, 'reviews').read('order-1')).rejects.toThrow(
      new RegExp(`table reviews, key order#order-1 / order: .*${why}`),
    );
  });
});
