import { Redis } from 'ioredis';
import { CacheUnavailable } from '../../domain/errors.ts';

/** A client that gives up within seconds. It connects when `connected` first asks; `rediss://` means TLS. */
export function redisClient(url: string): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    connectTimeout: 1000,
    commandTimeout: 1500,
    // Shorter than the command's: a socket that died while the function was frozen is replaced, and the command sent again.
    socketTimeout: 500,
    maxRetriesPerRequest: 1,
    retryStrategy: (times) => Math.min(50 * times, 500),
    // After a failover the old primary answers so, until the client asks for the address again.
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
  });
  // Every command tells its own fault; without a listener each one would also go to the log.
  redis.on('error', () => {});
  return redis;
}

const CONNECT_WITHIN_MS = 2000;

/** Waits until commands can be sent: without a queue, one sent too early fails. Throws CacheUnavailable after 2 s. */
export async function connected(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return;
  const ready = Promise.withResolvers<void>();
  const timer = setTimeout(
    () => ready.reject(new CacheUnavailable(`no connection to Redis within ${CONNECT_WITHIN_MS} ms`)),
    CONNECT_WITHIN_MS,
  );
  redis.once('ready', ready.resolve);
  // A refused connection is tried again until the time is up.
  if (redis.status === 'wait' || redis.status === 'end') redis.connect().catch(() => {});
  try {
    await ready.promise;
  } finally {
    clearTimeout(timer);
    redis.off('ready', ready.resolve);
  }
}
