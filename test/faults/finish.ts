import { canBeHad } from './queue.ts';
import type { Upkeep } from './upkeep.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;
/**
 * Enough rounds to end every event: the sweeper restarts each five times, the last time after 48 minutes, and gives up at the
 * sixth.
 */
const ROUNDS = 30;

/** Runs the schedules without faults until every accepted event has its outcome. */
export async function finish(world: World, upkeep: Upkeep): Promise<void> {
  const { data } = world;
  const isOver = () =>
    data.waiting.length === 0 &&
    data.acceptedQueue.length === 0 &&
    data.accepted.every(({ id }) => data.ledger.rows[id]?.outcome !== undefined);
  await world.pass(15 * MINUTE_MS);
  await world.untilIdle();
  for (let round = 0; round < ROUNDS && !isOver(); round += 1) {
    await world.pass(15 * MINUTE_MS);
    await restartAll(world, upkeep);
    await through(world, dropped(upkeep.sweep()));
    while (canBeHad(data.acceptedQueue, world.schedule.now()))
      await through(world, dropped(upkeep.reconcile()));
    await world.untilIdle();
  }
  // After a day every product is idle, and its last mark is removed.
  await world.pass(24 * 60 * MINUTE_MS);
  await through(world, upkeep.settleMarks());
}

async function restartAll(world: World, upkeep: Upkeep): Promise<void> {
  for (let before = Number.POSITIVE_INFINITY; world.data.waiting.length < before; ) {
    before = world.data.waiting.length;
    await through(world, dropped(upkeep.restartWaiting()));
  }
}

/** Accepted events whose row the drain has not seen. */
export const neverSeen = ({ data }: World): string[] =>
  data.acceptedQueue.map(({ messageId }) => `${messageId} is still in the queue of accepted events`);

/** A scheduled call that fails is dropped; the next call does its work. */
const dropped = (job: Promise<unknown>): Promise<unknown> => job.catch(() => {});

/** Runs the job to its end. */
export async function through<T>({ schedule }: World, job: Promise<T>): Promise<T> {
  let over = false;
  const ended = job.finally(() => {
    over = true;
  });
  await schedule.runUntil(() => over);
  return ended;
}
