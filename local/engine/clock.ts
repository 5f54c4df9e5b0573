/** Where the engine takes time from. Tests pass `virtualClock()`. */
export interface EngineClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves when `ms` have passed, or as soon as `signal` is aborted. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's clock. Its timers do not keep the process alive: whoever needs the executions to end awaits them. */
export const systemClock: EngineClock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((wake) => {
      if (signal?.aborted) return wake();
      const stop = () => {
        clearTimeout(timer);
        wake();
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        wake();
      }, ms);
      timer.unref();
      signal?.addEventListener('abort', stop, { once: true });
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
  const settled = new AbortController();
  try {
    return await Promise.race([work, clock.sleep(ms, settled.signal).then((): typeof timedOut => timedOut)]);
  } finally {
    // With a reason of its own: the one that Node makes costs more than the rest of a state.
    settled.abort(timedOut);
  }
}
