/** How many executions may run at once. */
export interface Room {
  atOnce: number;
  ofOneKey: number;
}

/** A completed task. Times in milliseconds. */
export interface TaskTaken {
  startedAt: number;
  tookMs: number;
  /** The task's own time-out. */
  limitMs: number;
}

/** Share of the time-out above which there are too many concurrent tasks. */
const SLOW = 0.2;
/** Share of the time-out below which there is room for more. */
const QUICK = 0.05;
/** One key gets at most this fraction of the room, so a busy product leaves room for others. */
const KEYS = 6;

/**
 * Limit of concurrent executions, by how close tasks come to their time-outs: a slow task halves it, and as many quick tasks as
 * run at once raise it by one. So under load executions wait in the queue, where no time-out runs, instead of in their tasks.
 */
export function measuredRoom(bounds: { most: number; least: number }, now: () => number) {
  let atOnce = bounds.most;
  let loweredAt = Number.NEGATIVE_INFINITY;

  return {
    room: (): Room => ({ atOnce: Math.floor(atOnce), ofOneKey: Math.ceil(Math.floor(atOnce) / KEYS) }),

    taken({ startedAt, tookMs, limitMs }: TaskTaken): void {
      const share = tookMs / limitMs;
      if (share < QUICK) atOnce = Math.min(bounds.most, atOnce + 1 / atOnce);
      // A task that started before the limit was lowered only reflects the former load.
      if (share <= SLOW || startedAt < loweredAt) return;
      atOnce = Math.max(bounds.least, atOnce / 2);
      loweredAt = now();
    },
  };
}
