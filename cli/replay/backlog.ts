import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../shared/api.ts';

const LOOK_EVERY_EVENTS = 100;
const LOOK_AGAIN_MS = 50;

/**
 * Keeps a replay from overloading the stack: every 100 events it waits until at most `most` executions are in
 * progress. Otherwise most events would be superseded before their turn.
 */
export function backlog(api: Api, most: number): (interrupted: AbortSignal) => Promise<void> {
  let sinceLook = 0;
  return async (interrupted) => {
    sinceLook += 1;
    if (sinceLook < LOOK_EVERY_EVENTS) return;
    sinceLook = 0;
    while (!interrupted.aborted) {
      const { inFlight } = await api.call('GET /status');
      if (inFlight === undefined || inFlight <= most) return;
      await sleep(LOOK_AGAIN_MS);
    }
  };
}
