import type { Reviews } from '../../adapters/reviews.ts';
import { type Review, type ReviewStep, reviewOf } from '../../domain/review/review.ts';
import { UnreadableItem } from '../../domain/values/errors.ts';
import { copy, intact, readAtOnce } from './plain.ts';

export interface ReviewsData {
  /** By reviewId. */
  steps: Record<string, ReviewStep[]>;
  lookedUntil?: string;
}

/** Reviews in the given object; every call is one atomic read or write. */
export function memoryReviews(data: ReviewsData): Reviews {
  const review = (reviewId: string): Review | undefined => copy(reviewOf(intact(data.steps[reviewId] ?? [])));
  const inQueue = (queue: string) =>
    Object.keys(data.steps)
      .flatMap((reviewId) => review(reviewId) ?? [])
      .filter((each) => each.queue === queue)
      .map(({ rejection: { reviewId, dueAt } }) => ({ reviewId, dueAt }))
      .sort((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : a.reviewId < b.reviewId ? -1 : 1));

  return {
    review: async (reviewId) => review(reviewId),
    reviews: async (reviewIds, skipped) =>
      [...new Set(reviewIds)].flatMap((reviewId) => {
        try {
          return review(reviewId) ?? [];
        } catch (error) {
          if (skipped === undefined || !(error instanceof UnreadableItem)) throw error;
          skipped(error);
          return [];
        }
      }),
    steps: async (reviewId) => copy(data.steps[reviewId] ?? []),

    async add(reviewId, step) {
      const steps = data.steps[reviewId] ?? [];
      if (steps.length !== step.seq - 1) return false;
      data.steps[reviewId] = [...steps, copy(step)];
      return true;
    },

    queue: (queue, from = '') => readAtOnce(() => inQueue(queue).filter(({ dueAt }) => dueAt >= from)),
    count: async (queue, dueBefore) =>
      inQueue(queue).filter(({ dueAt }) => dueBefore === undefined || dueAt < dueBefore).length,

    lookedUntil: async () => intact(data.lookedUntil),

    async setLookedUntil(time) {
      data.lookedUntil = time;
    },
  };
}
