import type { CacheSentinel } from '../adapters/cache-sentinel.ts';
import type { Live } from '../console/contract/live.ts';
import { CacheUnavailable } from '../domain/errors.ts';
import { systemClock } from '../tasks/clock.ts';
import type { Verified } from '../tasks/verify-cache.ts';

/** Whether the cache is whole now, and what the last comparison of it found. */
export interface CacheHealth {
  now(): Promise<Live['cache']>;
  /** A report of comparisons that is also remembered here. */
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
