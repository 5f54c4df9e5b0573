import { PublishedPrice } from '../../adapters/price-cache.ts';
import { memoryPriceCache, priceKey } from '../fakes/memory-price-cache.ts';
import { copy } from '../fakes/plain.ts';
import { NOW } from '../unit/domain/make.ts';
import type { World } from './world.ts';

const MODES = ['live', 'live', 'live', 'shadow', 'paused'] as const;
/** Below every floor. */
const FORGED_PRICE = '1';
const COMPLETE = {
  price: FORGED_PRICE,
  currency: 'EUR',
  'price.revision': '1',
  decidedAt: NOW,
  eventId: 'forged',
};
const MINUTE_MS = 60_000;

/**
 * While `isOn`, at random: Redis loses all or its newest data, somebody writes to it or forges a message on its channel,
 * clocks jump, and the mode of a policy changes.
 */
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
  // Replication is asynchronous, so the new primary may lack the newest writes.
  const failOver = () => {
    const behind = copy({ hashes: data.cache.hashes, sentinel: data.cacheServer.sentinel });
    void schedule.sleep(random.between(0, 20_000)).then(() => {
      world.note('another Redis takes over, with what it had');
      data.cache.hashes = behind.hashes;
      data.cacheServer.sentinel = behind.sentinel;
      data.cacheServer.serverId = `redis-${++world.processes}`;
    });
  };
  const write = () => writeToRedis(world, random.oneOf(Object.keys(data.catalog.products)));
  const forge = () => {
    const productId = random.oneOf(Object.keys(data.catalog.products));
    const revision = random.oneOf([1_000_000, (data.states[productId]?.price?.revision ?? 0) + 1]);
    const price = PublishedPrice.parse({ ...COMPLETE, price: FORGED_PRICE, 'price.revision': revision });
    world.note(`somebody forges revision ${revision} of ${productId} on the channel`);
    world.tell({ kind: 'price', productId, price });
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
  if (random.chance(0.5)) void nowAndThen(random.between(20_000, 120_000), write);
  if (random.chance(0.5)) void nowAndThen(random.between(5_000, 60_000), forge);
  if (random.chance(0.4)) void nowAndThen(2 * MINUTE_MS, jump);
  if (random.chance(0.3)) void nowAndThen(3 * MINUTE_MS, changeMode);
}

/** Writes wrong fields to a product's hash, as any client of Redis could. */
export function writeToRedis(world: World, productId: string): void {
  const { data, random } = world;
  const hash = data.cache.hashes[priceKey(productId)] ?? {};
  const next = String(Number(hash['price.revision'] ?? 0) + 1);
  const fields = random.oneOf<Record<string, string>>([
    { price: FORGED_PRICE, 'price.revision': '1000000' },
    { price: FORGED_PRICE, 'price.revision': next },
    { price: FORGED_PRICE },
    { 'price.revision': next },
    { price: FORGED_PRICE, 'price.revision': '1' },
    { price: 'no price' },
    { epoch: 'forged' },
  ]);
  world.note(`somebody writes ${JSON.stringify(fields)} to ${productId}`);
  data.cache.hashes[priceKey(productId)] = { ...COMPLETE, ...hash, ...fields };
}

/** The repairs that operators make after the faults. */
export function mend(world: World): void {
  world.skewMs = 0;
  for (const { current } of Object.values(world.data.catalog.policies)) if (current) current.mode = 'live';
}
