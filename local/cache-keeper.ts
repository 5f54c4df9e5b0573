import type { Redis } from 'ioredis';
import { CacheUnavailable } from '../domain/errors.ts';
import { type Rebuilder, repairCache } from '../tasks/rebuild-cache.ts';
import { every } from './timer.ts';

interface Need extends Rebuilder {
  redis: Pick<Redis, 'on' | 'off'>;
  say: (line: string) => void;
  onFault: (error: unknown) => void;
}

const LOOK_EVERY_MS = 1000;

/** Fills Redis again as soon as it is back, or is found to have lost its data; the returned function ends that. */
export function keepCacheFilled({ redis, say, onFault, ...need }: Need): () => Promise<void> {
  const repair = repairCache(need);
  let repairing: Promise<void> | undefined;
  const look = (): Promise<void> => {
    repairing ??= repair()
      .then((done) => {
        if (done && done.published > 0)
          say(`Redis had lost its data; ${done.published} prices are published again.`);
      })
      .catch((error: unknown) => {
        // While it is away, readers get the record.
        if (!(error instanceof CacheUnavailable)) throw error;
      })
      .finally(() => {
        repairing = undefined;
      });
    return repairing;
  };
  const lookNow = () => void look().catch(onFault);
  redis.on('ready', lookNow);
  // Not waited for: after a repair that broke off the next one must not rest first.
  const stop = every(LOOK_EVERY_MS, async () => lookNow(), onFault);
  return async () => {
    redis.off('ready', lookNow);
    await stop();
    await repairing?.catch(() => {});
  };
}
