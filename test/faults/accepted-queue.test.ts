import { describe, expect, it } from 'vitest';
import { brokenPromises } from './conservation.ts';
import { factsOf } from './facts.ts';
import { finish, neverSeen } from './finish.ts';
import { productIds } from './goods.ts';
import { rowsOf } from './market.ts';
import { AWAY, LONGER_THAN_RETRIES_MS } from './outages.ts';
import { replay, seeds } from './seeds.ts';
import { trafficOf } from './traffic.ts';
import { upkeepOf } from './upkeep.ts';
import { World } from './world.ts';

const MINUTE_MS = 60_000;
const EVERY_MS = 10 * MINUTE_MS;
/** Long enough for several runs of the drain. */
const AWAY_MS = 2 * 60 * MINUTE_MS;
const EVENTS = 20;
/** Keeps the event without its row. The drain fails too, or starts the event in vain. */
const LOSING = [AWAY.DynamoDB, ['ledger.open']];
/** Keeps the event out of the waiting queue, so that its execution is lost. */
const NO_QUEUES = ['keepWaiting', 'sendMessage'];

/** Sends events during hours in which the stores and the waiting queue accept no writes. */
async function lose(seed: number): Promise<World> {
  const world = new World(seed, productIds(3));
  const { schedule, random, calls } = world;
  const upkeep = upkeepOf(world, (envelope) => void world.start(envelope));
  const back = schedule.now() + AWAY_MS;
  const away = [...(LOSING[seed % 2] ?? []), ...NO_QUEUES];
  calls.plan = (target) =>
    schedule.now() < back && away.some((start) => target.startsWith(start)) ? 'fails before' : undefined;
  const traffic = trafficOf(random, productIds(3), EVENTS, (ms) =>
    new Date(schedule.now() + ms).toISOString(),
  );
  for (const { at, event } of traffic.filter(({ order }) => order === undefined))
    void schedule.sleep(at % LONGER_THAN_RETRIES_MS).then(() => world.start(world.accept(event)));
  while (schedule.now() < back) {
    await world.pass(EVERY_MS);
    void upkeep.reconcile().catch(() => {});
  }
  return world;
}

describe('an event whose executions were all lost before its row', () => {
  it.each(seeds(2, 40))('is started from the queue of accepted events (seed %i)', async (seed) => {
    const world = await lose(seed);
    expect(rowsOf(world.data)).toEqual([]);

    await finish(
      world,
      upkeepOf(world, (envelope) => void world.start(envelope)),
    );

    const broken = [...brokenPromises(factsOf(world)), ...neverSeen(world)];
    expect(broken, replay(seed, 'accepted-queue.test.ts')).toEqual([]);
    expect(rowsOf(world.data)).toHaveLength(world.data.accepted.length);
  });

  it('is lost without that queue', async () => {
    const world = await lose(1);
    const upkeep = upkeepOf(world, (envelope) => void world.start(envelope));
    world.data.acceptedQueue = [];

    await finish(world, upkeep);

    expect(brokenPromises(factsOf(world))).toEqual(
      world.data.accepted.map(({ id }) => `${id} was accepted and has no row`),
    );
  });
});
