import type { Redis } from 'ioredis';
import type { CacheNames } from './cache-names.ts';
import { reached } from './price-cache.ts';

/** This Redis can't be used. The message says why and what to do. */
export class CacheRefused extends Error {
  override readonly name = 'CacheRefused';
}

/**
 * Refuses a Redis Cluster: a subscription, SCAN, INFO and a pipeline over many keys each reach only one node, so some prices
 * would be missed without an error. `where` names the Redis for people. Throws CacheRefused or CacheUnavailable.
 */
export async function refuseCluster(redis: Redis, where: string): Promise<void> {
  const info = await reached(() => redis.info('cluster'));
  if (/^cluster_enabled:1/m.test(info))
    throw new CacheRefused(
      `${where} is a node of a Redis Cluster, which Pricewire does not use: give it a Redis with cluster mode disabled`,
    );
}

/**
 * Claims the namespace for this owner, unless another owner has it. A repeated call renews the claim in a Redis that lost its
 * data. Throws CacheRefused or CacheUnavailable.
 */
export async function claimCache(
  redis: Redis,
  names: CacheNames,
  { owner, where }: { owner: string; where: string },
): Promise<void> {
  const there = await reached(async () => {
    await redis.setnx(names.owner, owner);
    return redis.get(names.owner);
  });
  if (there !== owner)
    throw new CacheRefused(
      `${where} is filled by another stack (${names.owner} is ${there}, this stack is ${owner}): ` +
        `start this one under another name, with another Redis, or, if that stack is gone, after DEL ${names.owner}`,
    );
}
