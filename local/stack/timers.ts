import { keepReviews } from '../../compliance/reviews/keep-reviews.ts';
import type { Verified } from '../../domain/record/upkeep-lines.ts';
import { checkCache } from '../../upkeep/check-cache.ts';
import { checkModels } from '../../upkeep/check-models.ts';
import { JOBS, type Job } from '../../upkeep/jobs.ts';
import { repriceDue } from '../../upkeep/reprice-due.ts';
import { settleMarks } from '../../upkeep/settle-marks.ts';
import { sweep } from '../../upkeep/sweep.ts';
import { type Watched, watchMoves } from '../../upkeep/watch-moves.ts';
import type { CacheHealth } from '../cache-health.ts';
import { cacheKeeper } from '../cache-keeper.ts';
import { reconciling } from '../recovery.ts';
import { every } from '../timer.ts';
import { type Pipeline, SWEEP } from './pipeline.ts';
import type { StackRun } from './run.ts';
import type { Services } from './services.ts';
import type { Stores } from './stores.ts';

export type JobRuns = Record<Job, () => Promise<unknown>>;

/** What each scheduled job runs. */
export async function jobsOf(
  { say, onFault, onStop }: StackRun,
  { archive, redis }: Services,
  { audit, forgetExpired }: Stores,
  { deps, care, delivery }: Pipeline,
  health: CacheHealth,
): Promise<JobRuns> {
  const keeper = cacheKeeper({ ...care, redis: redis.bulk, claim: redis.claim, say, onFault });
  onStop(keeper.stop);
  return {
    sweep: sweep({ ...deps, settings: SWEEP }),
    'settle-marks': settleMarks(deps),
    'reconcile-accepted': await reconciling({ archive, ledger: deps.ledger, delivery }),
    'reprice-due': repriceDue(deps),
    'check-models': checkModels({ ...deps, report: () => {} }),
    'watch-moves': watchMoves({ ...deps, report: tellTrips(say) }),
    'repair-cache': keeper.look,
    'check-cache': checkCache({ ...care, report: health.noting(tellDifferences(say)) }),
    'keep-reviews': keepReviews({ ...deps, audit }),
    'enter-kept-notes': audit.enterKept,
    'forget-audit-entries': audit.forget,
    'delete-expired-rows': () => forgetExpired(Date.now()),
  };
}

/** Runs the jobs at their intervals. */
export function startTimers(jobs: JobRuns, { onFault, onStop }: StackRun): void {
  for (const [name, { local }] of Object.entries(JOBS)) onStop(every(local, jobs[name as Job], onFault));
}

const tellDifferences =
  (say: (line: string) => void) =>
  ({ differences }: Verified): void => {
    const found = Object.entries(differences).map(([kind, count]) => `${count} ${kind}`);
    if (found.length > 0)
      say(`Cache, record and ledger differ (${found.join(', ')}): pricewire cache verify`);
  };

const tellTrips =
  (say: (line: string) => void) =>
  ({ tripped }: Watched): void => {
    for (const { policyId, trip } of tripped)
      say(`Policy ${policyId} is paused by its breaker: ${trip.why}. pricewire policy show ${policyId}`);
  };
