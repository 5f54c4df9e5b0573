import type { CacheSentinel } from '../adapters/cache-sentinel.ts';
import { systemClock } from '../adapters/clock.ts';
import type { Live } from '../api/routes/live.ts';
import type { Verified } from '../domain/record/upkeep-lines.ts';
import { CacheUnavailable } from '../domain/values/errors.ts';

/** Health of the cache now, and the result of its last comparison with the record. */
export interface CacheHealth {
  now(): Promise<Live['cache']>;
  /** Wraps a report of comparisons so that their results are remembered. */
  noting(report: (verified: Verified) => void): (verified: Verified) => void;
}

export function cacheHealth(sentinel: Pick<CacheSentinel, 'isComplete'>): CacheHealth {
  let last: Pick<Live['cache'], 'checkedAt' | 'differences'> = {};
  return {
    async now() {
      try {
        return { state: (await sentinel.isComplete()) ? 'filled' : 'incomplete', ...last };
      } catch (error) {
        if (!(error instanceof CacheUnavailable)) throw error;
        return { state: 'unreachable', ...last };
      }
    },
    noting: (report) => (verified) => {
      last = { checkedAt: systemClock(), differences: verified.differences };
      report(verified);
    },
  };
}
