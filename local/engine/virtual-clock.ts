import type { EngineClock } from './clock.ts';
import { pausedEvaluations } from './expression-bounds.ts';

/** A clock for tests. Time stands still while anything can run, then jumps to the next sleeper. */
export interface VirtualClock extends EngineClock {
  /** Keeps time still until `work` settles, for work with real I/O, which would look idle. */
  hold<T>(work: Promise<T>): Promise<T>;
  /** Sleeps under way. */
  sleeping(): number;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/**
 * A virtual clock that starts at `start` ms since the epoch. It counts as idle after one turn of the event loop without a sleep
 * or a wake-up; then sleepers wake one at a time, by time and order of arrival. So promises that settle without I/O take no
 * time, hours of back-off take milliseconds, and a task that never answers times out. Work with sockets or files needs `hold`.
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
      if (held === 0 && changes === before && pausedEvaluations() === 0) wakeNext();
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
