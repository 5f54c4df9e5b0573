import type { Redis } from 'ioredis';
import { CacheRefused } from '../adapters/cache-claim.ts';
import { CacheUnavailable } from '../domain/values/errors.ts';
import { type Rebuilder, repairCache } from '../upkeep/rebuild-cache.ts';

interface Deps extends Rebuilder {
  redis: Pick<Redis, 'on' | 'off'>;
  /** Renews the claim to a Redis that others may also use. */
  claim?: (() => Promise<void>) | undefined;
  say: (line: string) => void;
  onFault: (error: unknown) => void;
}

export interface CacheKeeper {
  /**
   * Starts a repair if none is running, and does not await it: a timer pauses after a long run, but the next repair after an
   * interrupted one must run at once.
   */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** Refills Redis when it has lost its data, and at once when it is back. */
export function cacheKeeper({ redis, claim = async () => {}, say, onFault, ...deps }: Deps): CacheKeeper {
  const repair = repairCache(deps);
  let repairing: Promise<void> | undefined;
  let refused = false;
  const repairOnce = (): Promise<void> => {
    repairing ??= claim()
      .then(() => repair())
      .then((done) => {
        if (done && done.published > 0)
          say(`Redis had missing or wrong prices; ${done.published} were published again.`);
        refused = false;
      })
      .catch((error: unknown) => {
        if (error instanceof CacheRefused) {
          // The check runs every second; report only once.
          if (!refused) say(`${error.message}. Redis is not refilled until then.`);
          refused = true;
          return;
        }
        // While Redis is away, readers get the record.
        if (!(error instanceof CacheUnavailable)) throw error;
      })
      .finally(() => {
        repairing = undefined;
      });
    return repairing;
  };
  const lookNow = () => void repairOnce().catch(onFault);
  redis.on('ready', lookNow);
  return {
    look: async () => lookNow(),
    async stop() {
      redis.off('ready', lookNow);
      await repairing?.catch(() => {});
    },
  };
}
