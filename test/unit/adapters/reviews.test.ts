import { describe } from 'vitest';
import { reviewsContract } from '../../contract/reviews.contract.ts';
import { memoryReviews } from '../../fakes/memory-reviews.ts';

describe('reviews in memory', () =>
  reviewsContract(async () => {
    const reviews = memoryReviews({ steps: {} });
    return { reviews, addAndDie: reviews.add };
  }));
