import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dynamoAuditStore } from '../../../adapters/audit-store.ts';
import { dynamoDrafts } from '../../../adapters/policy-drafts.ts';
import { dynamoReviews } from '../../../adapters/reviews.ts';
import type { ReviewStep } from '../../../domain/review.ts';
import { auditLogContract } from '../../contract/audit-log.contract.ts';
import { draftsContract } from '../../contract/drafts.contract.ts';
import { type OpenDynamo, openDynamo } from '../../contract/dynalite.ts';
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
  auditLogContract(async () => dynamoAuditStore(dynamo.tables, 'audit')));

describe('reviews in DynamoDB', () => {
  reviewsContract(async () => {
    const reviews = dynamoReviews(dynamo.tables, 'reviews');
    return { reviews, addAndDie: (id, step) => leaveStep(dynamo.tables, id, step) };
  });

  it('stay in their queue where a slow writer comes with the view of an earlier step', async () => {
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
