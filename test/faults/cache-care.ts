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

/** The jobs that care for the cache. Each call runs in a process of its own. */
export interface CacheCare {
  /** Rebuilds Redis if the sentinel shows a loss of data. */
  repair(): Promise<unknown>;
  /** Compares the stores during the run. Unexpected differences count as broken promises. */
  check(): Promise<Verified>;
}

/**
 * Differences that a loss of Redis' data, a forgery or an event that waits for the sweeper can cause. All others are errors.
 */
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
