import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { claimCache, refuseCluster } from '../../../adapters/cache-claim.ts';
import { cacheNames } from '../../../adapters/cache-names.ts';
import { redisOf } from '../../../cli/aws/redis.ts';
import { RedisServer, withoutRedisServer } from '../../contract/redis-server.ts';
import { NAMES } from '../../contract/samples.ts';
import { freshDir } from '../stack/support/scratch.ts';

const where = 'the Redis';

describe.skipIf(withoutRedisServer)('a claim to the keys of a name', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await RedisServer.start();
    redis = await server.connected();
  });
  beforeEach(() => redis.flushall());
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });
  const claim = (owner: string, names = NAMES) => claimCache(redis, names, { owner, where });

  it('is kept, and may be repeated by the same owner', async () => {
    await claim('one');
    await claim('one');

    await expect(claim('another')).rejects.toThrow(
      'the Redis is filled by another stack (test:owner is one, this stack is another)',
    );
  });

  it('applies to that name only', async () => {
    await claim('one');

    await expect(claim('another', cacheNames('other'))).resolves.toBeUndefined();
  });

  it('is gone with the data', async () => {
    await claim('one');
    await redis.flushall();

    await expect(claim('another')).resolves.toBeUndefined();
  });

  it('accepts a Redis that is not a cluster', async () => {
    await expect(refuseCluster(redis, where)).resolves.toBeUndefined();
  });
});

it.skipIf(withoutRedisServer)('refuses a node of a Redis Cluster, also for the command line', async () => {
  const server = await RedisServer.start({
    'cluster-enabled': 'yes',
    'cluster-config-file': `${await freshDir()}/nodes.conf`,
  });
  const redis = await server.connected({ enableReadyCheck: false });
  onTestFinished(async () => {
    redis.disconnect();
    await server.stop();
  });

  await expect(refuseCluster(redis, where)).rejects.toMatchObject({ name: 'CacheRefused' });
  await expect(
    redisOf(`redis://127.0.0.1:${server.port}`, 'dev')?.cacheCare({} as never),
  ).rejects.toMatchObject({
    message: expect.stringContaining('PRICEWIRE_REDIS_URL is a node of a Redis Cluster'),
  });
});
