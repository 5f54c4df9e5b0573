import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../../local/http.ts';
import { type RedisService, startRedis } from '../../../local/services/redis.ts';
import { RedisServer, withoutRedisServer } from '../../contract/redis-server.ts';
import { atTheEnd } from '../stack/support/cleanup.ts';
import { freshDir } from '../stack/support/scratch.ts';
import { redisAt } from '../stack/support/stack-child.ts';

async function start(choice: {
  url?: string;
  path?: string;
  dir?: string;
  port?: number;
}): Promise<RedisService> {
  const redis = await startRedis({
    dir: choice.dir ?? (await freshDir()),
    port: choice.port ?? (await freePort()),
    ...choice,
  });
  atTheEnd(redis.stop);
  return redis;
}

/** Sets and reads a key through the service's own client. */
async function works(redis: RedisService): Promise<boolean> {
  const client = redis.connect();
  await client.connect();
  await client.set('key', 'value');
  const value = await client.get('key');
  client.disconnect();
  return value === 'value';
}

describe.skipIf(withoutRedisServer)('the choice of Redis', () => {
  it('is REDIS_URL first, and leaves that one running', async () => {
    const given = await RedisServer.start();
    atTheEnd(() => given.stop());
    const url = `redis://:secret@127.0.0.1:${given.port}`;

    const redis = await startRedis({ url, path: process.env['PATH'], dir: await freshDir(), port: 1 });
    await redis.stop();

    expect(redis.url).toBe(url);
    expect(redis.description).toContain('REDIS_URL');
    expect(redis.description).not.toContain('secret');
    const client = await redisAt(given.port);
    expect(await client?.ping()).toBe('PONG');
    client?.disconnect();
  });

  it('is redis-server on PATH next, on 127.0.0.1 only, without persistence', async () => {
    const port = await freePort();
    const redis = await start({ path: process.env['PATH'] ?? '', port });

    expect(redis.url).toBe(`redis://127.0.0.1:${port}`);
    expect(await works(redis)).toBe(true);
    const client = await redisAt(port);
    expect(await client?.config('GET', 'bind')).toEqual(['bind', '127.0.0.1']);
    expect(await client?.config('GET', 'save')).toEqual(['save', '']);
    expect(await client?.config('GET', 'appendonly')).toEqual(['appendonly', 'no']);
    client?.disconnect();
  });

  it.each(['', '/nowhere', delimiter])(
    'is one in this process with the PATH "%s", and says so',
    async (path) => {
      const redis = await start({ path });

      expect(redis.url).toBeUndefined();
      expect(redis.description).toContain('ioredis-mock');
      expect(await works(redis)).toBe(true);
    },
  );

  it('skips a redis-server that is not executable', async () => {
    const dir = await freshDir();
    await writeFile(join(dir, 'redis-server'), 'not a program', { mode: 0o644 });
    await mkdir(join(dir, 'sub'));

    expect((await start({ path: dir })).url).toBeUndefined();
  });

  it('is a running redis-server of the same directory', async () => {
    const [dir, port] = [await freshDir(), await freePort()];
    const first = await start({ path: process.env['PATH'] ?? '', dir, port });
    await works(first);

    const second = await start({ path: process.env['PATH'] ?? '', dir, port });
    const client = second.connect();
    await client.connect();

    expect(await client.get('key')).toBe('value');
    client.disconnect();
  });

  it('is not a redis-server of another directory: it reports that the port is in use', async () => {
    const other = await RedisServer.start();
    atTheEnd(() => other.stop());

    await expect(start({ path: process.env['PATH'] ?? '', port: other.port })).rejects.toThrow(
      String(other.port),
    );
  });

  it('stops the server that it started', async () => {
    const port = await freePort();
    const redis = await start({ path: process.env['PATH'] ?? '', port });

    await redis.stop();

    expect(await redisAt(port)).toBeUndefined();
  });
});
