import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Tables } from '../../../adapters/dynamo.ts';
import type { ReviewStep } from '../../../domain/review.ts';

/** Adds a step as a writer does that dies before it has made the view of it. */
export const leaveStep = (tables: Tables, reviewId: string, step: ReviewStep) =>
  tables.send(
    new PutCommand({
      TableName: 'reviews',
      Item: { reviewId, part: `step#${String(step.seq).padStart(6, '0')}`, step },
    }),
  );
