import { type Alarm, type EngineClock, pausedEvaluations } from '../../local/engine/index.ts';
import type { Random } from './random.ts';

interface Waiting {
  at: number;
  go: () => void;
}

/**
 * Holds everything that waits, calls and timers, and lets one at a time continue. Among those that are due the seed chooses;
 * if none is due, the clock moves on. So a run depends only on its seed.
 */
export class Schedule implements EngineClock {
  #now: number;
  #waiting: Waiting[] = [];
  readonly #random: Random;

  constructor(start: number, random: Random) {
    this.#now = start;
    this.#random = random;
  }

  now = (): number => this.#now;

  sleep = (ms: number, alarm?: Alarm): Promise<void> =>
    new Promise((resolve) => {
      if (alarm?.rang) return resolve();
      const waiting: Waiting = { at: this.#now + ms, go: resolve };
      this.#waiting.push(waiting);
      alarm?.onRing(() => {
        const at = this.#waiting.indexOf(waiting);
        if (at >= 0) this.#waiting.splice(at, 1);
        resolve();
      });
    });

  /** Lets one after another continue until `done`. Throws if nothing is left that could continue. */
  async runUntil(done: () => boolean): Promise<void> {
    for (;;) {
      await everythingRan();
      if (done()) return;
      this.#letOneGo();
    }
  }

  #letOneGo(): void {
    const first = Math.min(...this.#waiting.map(({ at }) => at));
    if (first === Number.POSITIVE_INFINITY) throw new Error('nothing is left to wait for');
    this.#now = Math.max(this.#now, first);
    const ready = this.#waiting.filter(({ at }) => at <= this.#now);
    const next = this.#random.oneOf(ready);
    this.#waiting.splice(this.#waiting.indexOf(next), 1);
    next.go();
  }
}

// After a turn of the event loop every promise has settled that can settle without the schedule, except after a long
// computation.
async function everythingRan(): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve));
  while (pausedEvaluations() > 0);
}
