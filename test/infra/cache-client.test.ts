import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CacheUnavailable } from '../../domain/values/errors.ts';
import { tables } from '../../tasks/handlers/clients.ts';
import { cacheClient, connected, loggedIn } from '../../tasks/handlers/redis.ts';
import { RedisServer, withoutRedisServer } from '../contract/redis-server.ts';

const USER = 'pricewire-dev-publish';
const AWS = {
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
  region: 'eu-central-1',
  sha256: tables().config.sha256,
};

let redis: Redis | undefined;
afterEach(() => redis?.disconnect());

describe.skipIf(withoutRedisServer)('a client that logs in', () => {
  let server: RedisServer;
  let admin: Redis;
  beforeAll(async () => {
    server = await RedisServer.start();
    const first = await server.connected();
    await first.acl('SETUSER', 'admin', 'on', '>admin', '~*', '+@all');
    admin = await server.connected({ username: 'admin', password: 'admin' });
    // As in a cache with a user group: without a login nothing is allowed.
    await admin.acl('SETUSER', 'default', 'reset');
    first.disconnect();
  });
  afterAll(async () => {
    admin.disconnect();
    await server.stop();
  });

  /** From now on the cache accepts only this token of the user. */
  const takes = (token: string) => admin.acl('SETUSER', USER, 'reset', 'on', `>${token}`, '~*', '+@all');
  const client = (newToken: () => Promise<string>) => {
    redis = loggedIn(`redis://${USER}@127.0.0.1:${server.port}`, newToken);
    return redis;
  };

  it('logs in as the user of the URL, with its token', async () => {
    await takes('token-1');
    const mine = client(async () => 'token-1');
    await connected(mine);
    expect(await mine.acl('WHOAMI')).toBe(USER);
  });

  it('logs in with a new token when its connection has ended', async () => {
    let made = 0;
    const mine = client(async () => {
      made += 1;
      return `token-${made}`;
    });
    await takes('token-1');
    await connected(mine);
    await takes('token-2');
    const ended = once(mine, 'close');
    await admin.client('KILL', 'USER', USER);
    await ended;
    await connected(mine);
    expect(await mine.acl('WHOAMI')).toBe(USER);
    expect(made).toBe(2);
  });

  it('tries again with another token after one that was refused', async () => {
    const tokens = ['stale', 'fresh'];
    await takes('fresh');
    const mine = client(async () => tokens.shift() ?? 'fresh');
    await connected(mine);
    expect(await mine.acl('WHOAMI')).toBe(USER);
  });

  it('tries again if creating a token failed', async () => {
    let made = 0;
    await takes('token');
    const mine = client(async () => {
      made += 1;
      if (made === 1) throw new Error('no credentials');
      return 'token';
    });
    await connected(mine);
    expect(await mine.acl('WHOAMI')).toBe(USER);
  });

  it('reports the cache as unavailable while it is refused', async () => {
    await takes('another');
    await expect(
      connected(
        client(async () => 'mine'),
        500,
      ),
    ).rejects.toThrow(CacheUnavailable);
  });
});

describe('a login', () => {
  let server: Server;
  let received: string;
  let port: number;
  let answerAfterMs: number;
  const sockets = new Set<Socket>();

  beforeEach(async () => {
    received = '';
    answerAfterMs = 0;
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('data', (data) => {
        received += data.toString();
        const answers = [...data.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)].map(([, command]) =>
          command?.toLowerCase() === 'info' ? '$19\r\nredis_version:8.0.0\r\n' : '+OK\r\n',
        );
        setTimeout(() => socket.write(answers.join('')), answerAfterMs);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as { port: number }).port;
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  it('may take longer than an answer, because the cache asks IAM first', async () => {
    answerAfterMs = 700;
    redis = loggedIn(`redis://${USER}@127.0.0.1:${port}`, async () => 'token');
    await connected(redis, 5000);
    expect(sockets.size).toBe(1);
  });

  it('is not tried without TLS, so that nobody can read the token', async () => {
    const url = `redis://${USER}@127.0.0.1:${port}`;
    redis = cacheClient({ REDIS_URL: url, CACHE_NAME: 'pricewire' }, AWS);
    await connected(redis);
    expect(received).not.toContain('X-Amz');
  });

  it('is sent over TLS, with a token of the cache and the user', async () => {
    const url = `rediss://${USER}@127.0.0.1:${port}`;
    redis = cacheClient({ REDIS_URL: url, CACHE_NAME: 'pricewire' }, AWS);
    void connected(redis, 100).catch(() => {});
    await expect
      .poll(() => redis?.options.password)
      .toMatch(/^pricewire\/\?Action=connect&User=pricewire-dev-publish&/);
    expect(redis.options).toMatchObject({ username: USER, tls: true });
  });
});
