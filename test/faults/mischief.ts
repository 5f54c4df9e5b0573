import { memoryPriceCache } from '../fakes/memory-price-cache.ts';
import { copy } from '../fakes/plain.ts';
import type { World } from './world.ts';

const MODES = ['live', 'live', 'live', 'shadow', 'paused'] as const;
const MINUTE_MS = 60_000;

/** Now and then, for as long as `isOn`: Redis loses its data or the newest of it, clocks jump, and somebody changes a policy's mode. */
export function makeMischief(world: World, isOn: () => boolean): void {
  const { random, schedule, data } = world;
  const nowAndThen = async (aboutMs: number, happens: () => unknown): Promise<void> => {
    for (;;) {
      await schedule.sleep(random.between(0, 2 * aboutMs));
      if (!isOn()) return;
      happens();
    }
  };
  const flush = () => {
    world.note('Redis loses its data');
    data.cacheServer.sentinel = {};
    void memoryPriceCache(data.cache).flush();
  };
  // Replication is asynchronous: who takes over may lack the newest writes.
  const failOver = () => {
    const behind = copy({ hashes: data.cache.hashes, sentinel: data.cacheServer.sentinel });
    void schedule.sleep(random.between(0, 20_000)).then(() => {
      world.note('another Redis takes over, with what it had');
      data.cache.hashes = behind.hashes;
      data.cacheServer.sentinel = behind.sentinel;
      data.cacheServer.serverId = `redis-${++world.processes}`;
    });
  };
  const jump = () => {
    world.skewMs = random.chance(0.5) ? 0 : random.between(-30, 30) * MINUTE_MS;
    world.note(`the clocks are wrong by ${Math.round(world.skewMs)} ms`);
  };
  const changeMode = () => {
    const current = data.catalog.policies['rules']?.current;
    if (current) current.mode = random.oneOf(MODES);
  };
  void nowAndThen(random.between(20_000, 300_000), flush);
  if (random.chance(0.5)) void nowAndThen(random.between(60_000, 300_000), failOver);
  if (random.chance(0.4)) void nowAndThen(2 * MINUTE_MS, jump);
  if (random.chance(0.3)) void nowAndThen(3 * MINUTE_MS, changeMode);
}

/** What operators put right when the faults are over. */
export function mend(world: World): void {
  world.skewMs = 0;
  for (const { current } of Object.values(world.data.catalog.policies)) if (current) current.mode = 'live';
}
