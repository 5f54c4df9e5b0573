import type { ReviewNeed } from './need.ts';
import { openReviews } from './open-reviews.ts';
import { settleReleases } from './settle-releases.ts';

/** Puts new rejections up for review and sees releases to their end: what was decided is done, whether anybody looks or not. */
export const keepReviews = (need: ReviewNeed) => async (): Promise<void> => {
  await openReviews(need);
  await settleReleases(need);
};
