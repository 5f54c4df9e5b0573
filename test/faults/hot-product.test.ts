import { expect, it } from 'vitest';
import { brokenPromises } from './conservation.ts';
import { factsOf } from './facts.ts';
import { finish } from './finish.ts';
import { productIds } from './goods.ts';
import { rowsOf } from './market.ts';
import { replay, seeds } from './seeds.ts';
import { upkeepOf } from './upkeep.ts';
import { World } from './world.ts';

const EVENTS = 2_000;
/** The number of events within which the order is random. */
const WINDOW = 20;
const [, HOT = ''] = productIds(2);

/** Sends an event a millisecond, with as many executions at once as there are events. */
async function storm(seed: number): Promise<{ world: World; asked: number }> {
  const world = new World(seed, productIds(2));
  world.start(world.accept({ kind: 'seed', detail: { productId: HOT } }));
  await world.untilIdle();
  const now = world.ground.clock();
  for (let at = 0; at < EVENTS; at += 1) {
    const stock = 1 + ((EVENTS - at) % 90);
    const detail = { productId: HOT, stock, sequence: at + 1, occurredAt: now };
    const delivered = at - (at % WINDOW) + world.random.between(0, WINDOW);
    void world.schedule.sleep(delivered).then(() => world.start(world.accept({ kind: 'inventory', detail })));
  }
  await world.pass(EVENTS);
  await world.untilIdle();
  await finish(
    world,
    upkeepOf(world, (envelope) => void world.start(envelope)),
  );
  const asked = world.calls.steps.filter(({ target }) => target === 'lambda PredictPrice').length;
  return { world, asked };
}

it.each(seeds(1, 20))(
  'judges one event of a hot product at a time, and ends with the newest event (seed %i)',
  async (seed) => {
    const { world, asked } = await storm(seed);
    const state = world.data.states[HOT];
    const outcomes = rowsOf(world.data).map(({ outcome }) => outcome);

    expect(brokenPromises(factsOf(world)), replay(seed, 'hot-product.test.ts')).toEqual([]);
    expect(outcomes).toHaveLength(EVENTS + 1);
    expect(outcomes).not.toContain(undefined);
    expect(outcomes).not.toContain('dead-lettered');
    expect(state).toMatchObject({ sequence: EVENTS, stock: 2 });
    expect(asked).toBeLessThan(EVENTS / 10);
  },
);
