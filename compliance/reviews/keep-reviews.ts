import type { ReviewDeps } from './deps.ts';
import { openReviews } from './open-reviews.ts';
import { settleReleases } from './settle-releases.ts';

/** Puts new rejections up for review and sees releases to their end: what was decided is done, whether anybody looks or not. */
export const keepReviews = (deps: ReviewDeps) => async (): Promise<void> => {
  await openReviews(deps);
  await settleReleases(deps);
};
