import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PolicyUnderTest } from '../policies/roster.ts';
import { policiesFor } from '../policies/roster.ts';
import type { World } from '../worlds/world.ts';
import type { Job } from './play-worker.ts';
import { joined, type Played } from './play-world.ts';
import { summarizeWorld, type WorldSummary } from './summarize-world.ts';

/** Fixed, so that results do not depend on the number of workers. */
const SEEDS_A_JOB = 25;

/** Plays seeds 1 to `seeds` of each world under the chosen strategies, on `workers` threads. */
export async function playAll(
  worlds: readonly World[],
  is: { chosen(policy: PolicyUnderTest): boolean; seeds: number; workers: number },
  onWorld: (summary: WorldSummary) => void,
): Promise<void> {
  const workers = Array.from(
    { length: is.workers },
    () => new Worker(new URL('./play-worker.ts', import.meta.url)),
  );
  try {
    for (const world of worlds) {
      const policies = policiesFor(world).filter(is.chosen);
      const jobs = stretches(is.seeds).map((seeds) => ({
        world: world.id,
        policies: policies.map(({ id }) => id),
        seeds,
      }));
      onWorld(summarizeWorld(world, policies, joined(await shared(jobs, workers))));
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function stretches(seeds: number): number[][] {
  return Array.from({ length: Math.ceil(seeds / SEEDS_A_JOB) }, (_, i) =>
    Array.from({ length: Math.min(SEEDS_A_JOB, seeds - i * SEEDS_A_JOB) }, (_, k) => i * SEEDS_A_JOB + k + 1),
  );
}

/** Results in the order of the jobs. A free worker takes the next job. */
async function shared(jobs: readonly Job[], workers: readonly Worker[]): Promise<Played[]> {
  const results: Played[] = [];
  const waiting = jobs.entries();
  const work = async (worker: Worker): Promise<void> => {
    for (const [i, job] of waiting) results[i] = await answered(worker, job);
  };
  await Promise.all(workers.map(work));
  return results;
}

async function answered(worker: Worker, job: Job): Promise<Played> {
  worker.postMessage(job);
  const [played] = (await once(worker, 'message')) as [Played];
  return played;
}
