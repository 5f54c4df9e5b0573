import { Redis, type RedisOptions } from 'ioredis';
import { type CacheLogin, cacheTokens } from '../../adapters/cache-login.ts';
import { CacheNamespace } from '../../adapters/cache-names.ts';
import { CacheUnavailable } from '../../domain/values/errors.ts';
import { Name } from './clients.ts';

/** What a function that talks to the cache finds in its environment: the URL names the user who logs in, the stage its keys. */
export const CacheVariables = { REDIS_URL: Name, CACHE_NAME: Name, STAGE: CacheNamespace };

// Shorter than the command's: a socket that died while the function was frozen is replaced, and the command sent again.
const SOCKET_TIMEOUT_MS = 500;
// ElastiCache asks IAM before it answers a login.
const LOGIN_TIMEOUT_MS = 1500;

const OPTIONS: RedisOptions = {
  lazyConnect: true,
  enableOfflineQueue: false,
  connectTimeout: 1000,
  commandTimeout: 1500,
  socketTimeout: SOCKET_TIMEOUT_MS,
  maxRetriesPerRequest: 1,
  retryStrategy: (times) => Math.min(50 * times, 500),
  // After a failover the old primary answers so, until the client asks for the address again.
  reconnectOnError: ({ message }) => message.startsWith('READONLY'),
  // A command more at each connection, and a right more in the cache.
  disableClientInfo: true,
};

/** A client that gives up within seconds. It connects when `connected` first asks; `rediss://` means TLS. */
export function redisClient(url: string): Redis {
  return quiet(new Redis(url, OPTIONS));
}

/** The same, of a cache that lets IAM roles in: the user of the URL logs in with a token in place of a password. */
export function cacheClient(env: { REDIS_URL: string; CACHE_NAME: string }, aws: CacheLogin['aws']): Redis {
  const { protocol, username: user } = new URL(env.REDIS_URL);
  // A token is a key for a quarter of an hour: it goes over TLS or not at all.
  if (protocol !== 'rediss:' || user === '') return redisClient(env.REDIS_URL);
  return loggedIn(env.REDIS_URL, cacheTokens({ cacheName: env.CACHE_NAME, user, aws }));
}

/** A client that logs in with a new token at every connection. ElastiCache ends connections after 12 hours: it connects again. */
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

  // Redis calls it for every connection, and takes the password from the options as it begins.
  override async connect(callback?: (error?: Error | null) => void): Promise<void> {
    this.options.socketTimeout = LOGIN_TIMEOUT_MS;
    // Without a token the cache refuses, which is tried again; a fault here would end the attempts.
    this.options.password = await this.#newToken().catch(() => 'none');
    return super.connect(callback);
  }
}

function quiet(redis: Redis): Redis {
  // Every command tells its own fault; without a listener each one would also go to the log.
  redis.on('error', () => {});
  return redis;
}

const CONNECT_WITHIN_MS = 2000;

/** Waits until commands can be sent: without a queue, one sent too early fails. Throws CacheUnavailable when the time is up. */
export async function connected(redis: Redis, withinMs: number = CONNECT_WITHIN_MS): Promise<void> {
  if (redis.status === 'ready') return;
  const ready = Promise.withResolvers<void>();
  const timer = setTimeout(
    () => ready.reject(new CacheUnavailable(`no connection to Redis within ${withinMs} ms`)),
    withinMs,
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
