import { describe, expect, it } from 'vitest';
import { withoutRedisServer } from '../../contract/redis-server.ts';
import { everything, replay, seeds } from '../seeds.ts';
import { writeMany } from './writes.ts';

const WRITES = everything ? 50_000 : 2_000;

describe.skipIf(withoutRedisServer)(
  `${WRITES} new prices, eight readers, a Redis that loses its data`,
  () => {
    it.each(seeds(1, 1))('and nobody is shown an older price (seed %i)', async (seed) => {
      const { writes, broken } = await writeMany(WRITES, seed);

      expect(broken, replay(seed, 'wire/writes')).toEqual([]);
      expect(writes).toBeGreaterThanOrEqual(WRITES);
    });
  },
);
