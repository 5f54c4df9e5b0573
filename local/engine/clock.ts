/** The engine's source of time. Tests use `virtualClock()`. */
export interface EngineClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`, or when `alarm` rings. Never rejects. */
  sleep(ms: number, alarm?: Alarm): Promise<void>;
}

/** Ends one sleep early. Each task needs one; an AbortController would cost more than all other state of the task. */
export class Alarm {
  rang = false;
  #wake: () => void = () => {};

  /** Sets the one function to call. */
  onRing(wake: () => void): void {
    this.#wake = wake;
  }

  ring(): void {
    this.rang = true;
    this.#wake();
  }
}

const STEP_MS = 250;

/**
 * The machine's clock. Its timers do not keep the process alive. A sleep is made of steps, and a late step counts only with its
 * length: while this process stood still, busy or stopped, it could receive no answer, so a task must not time out for that.
 * After a late step one more gives time to receive the answers.
 */
export const systemClock: EngineClock = {
  now: () => Date.now(),
  sleep: (ms, alarm) =>
    new Promise((wake) => {
      if (alarm?.rang) return wake();
      let timer: NodeJS.Timeout;
      let left = ms;
      let heardOut = false;
      const step = () => {
        const length = Math.min(left, STEP_MS);
        left -= length;
        const due = performance.now() + length;
        timer = setTimeout(() => {
          if (left === 0 && !heardOut && performance.now() > due + STEP_MS) {
            heardOut = true;
            left = STEP_MS;
          }
          if (left > 0) step();
          else wake();
        }, length).unref();
      };
      step();
      alarm?.onRing(() => {
        clearTimeout(timer);
        wake();
      });
    }),
};

/** Result of `within` when time ran out. */
export const timedOut = Symbol('timed out');

/** The result of `work`, or `timedOut` after `ms`. A later result or error is ignored. */
export function within<T>(work: Promise<T>, ms: number, clock: EngineClock): Promise<T | typeof timedOut> {
  return new Promise((resolve, reject) => {
    const settled = new Alarm();
    // Settles first: a sleep that the alarm ends resolves too, which then has no effect.
    work.then(resolve, reject).then(() => settled.ring());
    void clock.sleep(ms, settled).then(() => resolve(timedOut));
  });
}
