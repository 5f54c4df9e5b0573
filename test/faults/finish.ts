import { rowsOf } from './market.ts';
import type { Upkeep } from './upkeep.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;
/** So many rounds of the sweeper end every event: it restarts each five times, and gives up at the sixth. */
const ROUNDS = 12;

/** Without faults: what never got a row is started from the archive, and the sweeper goes round until nothing is open. */
export async function finish(world: World, upkeep: Upkeep): Promise<void> {
  const { data } = world;
  await world.pass(15 * MINUTE_MS);
  await world.untilIdle();
  for (const envelope of data.accepted) if (!data.ledger.rows[envelope.id]) world.start(envelope);
  await world.untilIdle();
  for (let round = 0; round < ROUNDS && rowsOf(data).some(({ outcome }) => !outcome); round += 1) {
    await world.pass(15 * MINUTE_MS);
    await through(world, upkeep.sweep());
    await world.untilIdle();
  }
  await through(world, upkeep.settleMarks());
}

/** Runs the job to its end. */
export async function through<T>({ schedule }: World, job: Promise<T>): Promise<T> {
  let over = false;
  const ended = job.finally(() => {
    over = true;
  });
  await schedule.runUntil(() => over);
  return ended;
}
