import { Redis, type RedisOptions } from 'ioredis';
import { type CacheLogin, cacheTokens } from '../../adapters/cache-login.ts';
import { CacheNamespace } from '../../adapters/cache-names.ts';
import { CacheUnavailable } from '../../domain/values/errors.ts';
import { Name } from './clients.ts';

/**
 * The environment variables of a function that uses the cache. The URL contains the user; the stage is the prefix of the
 * keys.
 */
export const CacheVariables = { REDIS_URL: Name, CACHE_NAME: Name, STAGE: CacheNamespace };

// Shorter than the time-out of commands: a socket that died while the function was frozen is replaced, and the command sent
// again.
const SOCKET_TIMEOUT_MS = 500;
// Longer, because ElastiCache asks IAM before it answers a login.
const LOGIN_TIMEOUT_MS = 1500;

const OPTIONS: RedisOptions = {
  lazyConnect: true,
  enableOfflineQueue: false,
  connectTimeout: 1000,
  commandTimeout: 1500,
  socketTimeout: SOCKET_TIMEOUT_MS,
  maxRetriesPerRequest: 1,
  retryStrategy: (times) => Math.min(50 * times, 500),
  // A failed-over primary answers READONLY until the client resolves the address again.
  reconnectOnError: ({ message }) => message.startsWith('READONLY'),
  // Client info would need one more command for each connection and one more permission.
  disableClientInfo: true,
};

/** A client that gives up within seconds. It connects at the first `connected`. `rediss://` means TLS. */
export function redisClient(url: string): Redis {
  return quiet(new Redis(url, OPTIONS));
}

/** A client for a cache with IAM login: the URL's user logs in with a token as password. */
export function cacheClient(env: { REDIS_URL: string; CACHE_NAME: string }, aws: CacheLogin['aws']): Redis {
  const { protocol, username: user } = new URL(env.REDIS_URL);
  // A token is a credential for 15 minutes, so it is only sent over TLS.
  if (protocol !== 'rediss:' || user === '') return redisClient(env.REDIS_URL);
  return loggedIn(env.REDIS_URL, cacheTokens({ cacheName: env.CACHE_NAME, user, aws }));
}

/**
 * A client that logs in with a new token at every connection. ElastiCache ends connections after 12 hours; the client
 * reconnects.
 */
export const loggedIn = (url: string, newToken: () => Promise<string>): Redis =>
  quiet(new TokenRedis(url, newToken));

class TokenRedis extends Redis {
  readonly #newToken: () => Promise<string>;

  constructor(url: string, newToken: () => Promise<string>) {
    super(url, OPTIONS);
    this.#newToken = newToken;
    this.on('ready', () => {
      this.options.socketTimeout = SOCKET_TIMEOUT_MS;
    });
  }

  // ioredis calls this for every connection and then reads the password from the options.
  override async connect(callback?: (error?: Error | null) => void): Promise<void> {
    this.options.socketTimeout = LOGIN_TIMEOUT_MS;
    // Without a token the cache refuses the login, which is retried. A thrown error would end the retries.
    this.options.password = await this.#newToken().catch(() => 'none');
    return super.connect(callback);
  }
}

function quiet(redis: Redis): Redis {
  // Every command reports its own fault; without a listener each would also be logged.
  redis.on('error', () => {});
  return redis;
}

const CONNECT_WITHIN_MS = 2000;

/**
 * Waits until commands can be sent: the client has no queue, so an earlier command fails. Throws CacheUnavailable after
 * `withinMs`.
 */
export async function connected(redis: Redis, withinMs: number = CONNECT_WITHIN_MS): Promise<void> {
  if (redis.status === 'ready') return;
  const ready = Promise.withResolvers<void>();
  const timer = setTimeout(
    () => ready.reject(new CacheUnavailable(`no connection to Redis within ${withinMs} ms`)),
    withinMs,
  );
  redis.once('ready', ready.resolve);
  // A refused connection is retried until the time is up.
  if (redis.status === 'wait' || redis.status === 'end') redis.connect().catch(() => {});
  try {
    await ready.promise;
  } finally {
    clearTimeout(timer);
    redis.off('ready', ready.resolve);
  }
}
