import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Tables } from '../../../adapters/dynamo.ts';
import type { ReviewStep } from '../../../domain/review/review.ts';

/** Adds a step like a writer that dies before it has written the view. */
export const leaveStep = (tables: Tables, reviewId: string, step: ReviewStep) =>
  tables.send(
    new PutCommand({
      TableName: 'reviews',
      Item: { reviewId, part: `step#${String(step.seq).padStart(6, '0')}`, step },
    }),
  );
