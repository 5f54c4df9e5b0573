import { systemClock } from '../../adapters/clock.ts';
import { PolicyTerms } from '../../domain/policy/policy.ts';
import { rebuildNow } from '../../upkeep/rebuild-cache.ts';
import { settleMarks } from '../../upkeep/settle-marks.ts';
import { sweep } from '../../upkeep/sweep.ts';
import defaultPolicy from '../default-policy.json' with { type: 'json' };
import { checkpointArchive, startUnfinished } from '../recovery.ts';
import { type Pipeline, SWEEP } from './pipeline.ts';
import type { StackRun } from './run.ts';
import type { Services } from './services.ts';
import type { Stores } from './stores.ts';
import type { JobRuns } from './timers.ts';

/** What a start has recovered. */
export interface Recovered {
  restarted: number;
  started: number;
  published: number;
}

/** Fills the cache, and starts the events that the last run left open. */
export async function recover(
  { onFault }: StackRun,
  { archive }: Services,
  { index }: Stores,
  { deps, care, delivery }: Pipeline,
  jobs: Pick<JobRuns, 'watch-moves'>,
): Promise<Recovered> {
  const { catalog, ledger } = deps;
  // The first start needs a policy.
  let unread = 0;
  const policies = await catalog.policies(() => {
    unread += 1;
  });
  if (policies.length + unread === 0) await catalog.putPolicy(PolicyTerms.parse(defaultPolicy));
  const { published } = await rebuildNow(care);
  // Before any event is started: a runaway catalog must not continue with each start.
  await jobs['watch-moves']();
  const swept = systemClock();
  const { restarted } = await sweep({ ...deps, settings: { ...SWEEP, openForMs: 0 } })();
  await settleMarks(deps)();
  const started = await startUnfinished({ archive, ledger, delivery, swept, clock: systemClock });
  // The checkpoint may only pass events that the index has.
  void Promise.all([index.catchUp(() => idsOf(archive.sinceCheckpoint())), delivery.idle()])
    .then(() => checkpointArchive({ archive, ledger }))
    .catch(onFault);
  return { restarted, started, published };
}

async function* idsOf(envelopes: AsyncIterable<{ id: string }>): AsyncGenerator<string> {
  for await (const { id } of envelopes) yield id;
}
