import type { ReviewDeps } from './deps.ts';
import { openReviews } from './open-reviews.ts';
import { settleReleases } from './settle-releases.ts';

/** Opens reviews for new rejections and completes decided releases, on a schedule and without a user. */
export const keepReviews = (deps: ReviewDeps) => async (): Promise<void> => {
  await openReviews(deps);
  await settleReleases(deps);
};
