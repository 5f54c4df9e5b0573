/** Where the engine takes time from. Tests pass `virtualClock()`. */
export interface EngineClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves when `ms` have passed, or as soon as `alarm` has rung. Never rejects. */
  sleep(ms: number, alarm?: Alarm): Promise<void>;
}

/** Ends one sleep early. Each task needs one; an AbortController would cost more than the rest of the task's state. */
export class Alarm {
  rang = false;
  #wake: () => void = () => {};

  /** Whom to wake; once. */
  onRing(wake: () => void): void {
    this.#wake = wake;
  }

  ring(): void {
    this.rang = true;
    this.#wake();
  }
}

/** The machine's clock. Its timers do not keep the process alive: whoever needs the executions to end awaits them. */
export const systemClock: EngineClock = {
  now: () => Date.now(),
  sleep: (ms, alarm) =>
    new Promise((wake) => {
      if (alarm?.rang) return wake();
      const timer = setTimeout(wake, ms);
      timer.unref();
      alarm?.onRing(() => {
        clearTimeout(timer);
        wake();
      });
    }),
};

/** What `within` answers when time ran out first. */
export const timedOut = Symbol('timed out');

/** Answers what `work` answers, or `timedOut` if `ms` pass first. A later answer, or a later throw, is ignored. */
export async function within<T>(
  work: Promise<T>,
  ms: number,
  clock: EngineClock,
): Promise<Awaited<T> | typeof timedOut> {
  const settled = new Alarm();
  try {
    return await Promise.race([work, clock.sleep(ms, settled).then((): typeof timedOut => timedOut)]);
  } finally {
    settled.ring();
  }
}
