import { parentPort } from 'node:worker_threads';
import { policiesFor } from '../policies/roster.ts';
import { worldOf } from '../worlds/catalogue.ts';
import { playWorld } from './play-world.ts';

/** One world and some seeds for a worker. */
export interface Job {
  world: string;
  policies: string[];
  seeds: number[];
}

parentPort?.on('message', async ({ world: id, policies, seeds }: Job) => {
  const world = worldOf(id);
  const chosen = policiesFor(world).filter((each) => policies.includes(each.id));
  parentPort?.postMessage(await playWorld(world, chosen, seeds));
});
