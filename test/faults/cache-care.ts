import { DIFFERENCES } from '../../domain/record/price-check.ts';
import type { Verified } from '../../domain/record/upkeep-lines.ts';
import { checkCache } from '../../upkeep/check-cache.ts';
import { repairCache } from '../../upkeep/rebuild-cache.ts';
import { memoryCacheContent } from '../fakes/memory-cache-content.ts';
import { memoryCacheSentinel } from '../fakes/memory-cache-sentinel.ts';
import { SWEEP } from '../workflow/support/pipeline.ts';
import type { Caller } from './calls.ts';
import { storesOf } from './processes.ts';
import type { World } from './world.ts';

/** What looks after the cache, each call in a process of its own. */
export interface CacheCare {
  /** Fills Redis again, if the sentinel tells that it lost data. */
  repair(): Promise<unknown>;
  /** Compares the stores, whatever is under way; the account is held to be right. */
  check(): Promise<Verified>;
}

/** What is found after Redis lost data or somebody wrote to it, or while an event waits for the sweeper. Nothing else may ever be. */
const MAY_BE = [
  ...Object.keys(DIFFERENCES).filter((kind) => kind.endsWith('-in-redis')),
  'row-open-for-long',
];

export function cacheCareOf(world: World): CacheCare {
  const { ground, data, seen } = world;
  const processOf = (name: string): Caller => ({ name: `${name}/${++world.processes}`, dead: false });
  const sentinelOf = (caller: Caller) =>
    ground.calls.around(
      caller,
      'cache',
      memoryCacheSentinel(data.cacheServer, () => `generation ${++world.processes}`),
    );
  const contentOf = (caller: Caller) => ground.calls.around(caller, 'cache', memoryCacheContent(data.cache));

  return {
    repair() {
      const caller = processOf('repair-cache');
      const newEpoch = () => `epoch ${++world.processes} of ${caller.name}`;
      return repairCache({
        ...storesOf(ground, caller),
        content: contentOf(caller),
        sentinel: sentinelOf(caller),
        newEpoch,
      })();
    },
    async check() {
      const caller = processOf('check-cache');
      const checked = await checkCache({
        ...storesOf(ground, caller),
        content: contentOf(caller),
        sentinel: sentinelOf(caller),
        clock: ground.clock,
        underWayMs: SWEEP.openForMs,
        report: () => {},
      })();
      for (const kind of Object.keys(checked.differences))
        if (!MAY_BE.includes(kind)) seen.broken.push(`${caller.name} found ${kind}`);
      return checked;
    },
  };
}
