import { describe, expect, it } from 'vitest';
import { withoutRedisServer } from '../../contract/redis-server.ts';
import { everything, replay, seeds } from '../seeds.ts';
import { writeMany } from './writes.ts';

const WRITES = everything ? 50_000 : 2_000;

describe.skipIf(withoutRedisServer)(
  `${WRITES} new prices with eight readers and a Redis that loses its data`,
  () => {
    it.each(seeds(1, 1))('show no reader an older price (seed %i)', async (seed) => {
      const { writes, broken } = await writeMany(WRITES, seed);

      expect(broken, replay(seed, 'wire/writes')).toEqual([]);
      expect(writes).toBeGreaterThanOrEqual(WRITES);
    });
  },
);
