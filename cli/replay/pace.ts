import { setTimeout as sleep } from 'node:timers/promises';

/** Speed of a replay: `max`, or a multiple of real time. */
export type Speed = 'max' | number;

export interface Pace {
  /** Waits until this time is due; calls `before` first if there is a wait. */
  until(occurredAt: string, before: () => Promise<void>): Promise<void>;
}

/** Times before the first one, and lines out of order, are due at once. */
export function pace(speed: Speed, interrupted: AbortSignal): Pace {
  let start: { occurredAt: number; began: number } | undefined;
  return {
    async until(occurredAt, before) {
      if (speed === 'max') return;
      const at = Date.parse(occurredAt);
      start ??= { occurredAt: at, began: performance.now() };
      const wait = start.began + (at - start.occurredAt) / speed - performance.now();
      if (wait <= 1) return;
      await before();
      await napUntil(performance.now() + wait, interrupted);
    },
  };
}

// A timer takes no more than 2^31 ms: a file may have a longer gap.
const LONGEST_NAP_MS = 2 ** 30;

async function napUntil(end: number, interrupted: AbortSignal): Promise<void> {
  while (!interrupted.aborted && performance.now() < end) {
    const nap = Math.min(LONGEST_NAP_MS, end - performance.now());
    await sleep(nap, undefined, { signal: interrupted }).catch(() => {});
  }
}
