import type { EngineClock } from './clock.ts';

/** A clock for tests. Time stands still while anything can run, and jumps to the next sleeper when nothing can. */
export interface VirtualClock extends EngineClock {
  /** Keeps time still until `work` settles: for work that waits for real I/O, which would look like idling. */
  hold<T>(work: Promise<T>): Promise<T>;
  /** How many sleeps are under way: 0 when nothing is scheduled. */
  sleeping(): number;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/**
 * Makes a virtual clock that starts at `start` ms since the epoch. Nothing can run once a whole turn of the event loop
 * has passed without a sleep or a wake-up; sleepers then wake one at a time, in order of time, then of arrival.
 * So promises that settle without I/O take no time, hours of back-off take milliseconds, and a task that never
 * answers times out. Work that waits for sockets or files goes through `hold`.
 */
export function virtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = start;
  let sleepers: Sleeper[] = [];
  let held = 0;
  let changes = 0;
  let watching = false;

  const watch = () => {
    if (watching || held > 0 || sleepers.length === 0) return;
    watching = true;
    const before = changes;
    setImmediate(() => {
      watching = false;
      if (held === 0 && changes === before) wakeNext();
      watch();
    });
  };

  const wakeNext = () => {
    const next = sleepers.reduce((first, sleeper) => (sleeper.at < first.at ? sleeper : first));
    now = Math.max(now, next.at);
    next.wake();
  };

  return {
    now: () => now,
    sleep: (ms, alarm) =>
      new Promise((resolve) => {
        if (alarm?.rang) return resolve();
        const wake = () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          changes += 1;
          resolve();
        };
        const sleeper: Sleeper = { at: now + ms, wake };
        alarm?.onRing(wake);
        sleepers.push(sleeper);
        changes += 1;
        watch();
      }),
    hold: async (work) => {
      held += 1;
      try {
        return await work;
      } finally {
        held -= 1;
        changes += 1;
        watch();
      }
    },
    sleeping: () => sleepers.length,
  };
}
