import type { Redis } from 'ioredis';
import { CacheRefused } from '../adapters/cache-claim.ts';
import { CacheUnavailable } from '../domain/values/errors.ts';
import { type Rebuilder, repairCache } from '../upkeep/rebuild-cache.ts';
import { every } from './timer.ts';

interface Deps extends Rebuilder {
  redis: Pick<Redis, 'on' | 'off'>;
  /** Renews the claim to a Redis that others may also use. */
  claim?: (() => Promise<void>) | undefined;
  say: (line: string) => void;
  onFault: (error: unknown) => void;
}

const LOOK_EVERY_MS = 1000;

/** Refills Redis when it is back or has lost its data. The returned function stops that. */
export function keepCacheFilled({
  redis,
  claim = async () => {},
  say,
  onFault,
  ...deps
}: Deps): () => Promise<void> {
  const repair = repairCache(deps);
  let repairing: Promise<void> | undefined;
  let refused = false;
  const look = (): Promise<void> => {
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
  const lookNow = () => void look().catch(onFault);
  redis.on('ready', lookNow);
  // Not awaited, so that `every` does not pause: after an interrupted repair the next must run at once.
  const stop = every(LOOK_EVERY_MS, async () => lookNow(), onFault);
  return async () => {
    redis.off('ready', lookNow);
    await stop();
    await repairing?.catch(() => {});
  };
}
