import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutRedisServer } from '../../contract/redis-server.ts';
import { replay, seeds } from '../seeds.ts';
import { playOnWire } from './play.ts';
import { type Services, startServices } from './services.ts';

const FEW = 2;
const MANY = 50;
const PRICED_AT_LEAST = 3;

describe.skipIf(withoutRedisServer)('60 events over connections that break', () => {
  let services: Services;
  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services?.stop());

  it.each(seeds(FEW, MANY))(
    'gives every event one outcome and no reader an older price (seed %i)',
    async (seed) => {
      const { outcomes, shown, broken } = await playOnWire(services, seed);

      // The machine's timing matters too: a seed gives the same faults, but not always the same run.
      const again = replay(seed, 'wire/wire');
      expect(broken, again).toEqual([]);
      expect(outcomes['priced'] ?? 0, again).toBeGreaterThanOrEqual(PRICED_AT_LEAST);
      expect(shown, again).toBeGreaterThan(0);
    },
  );
});
