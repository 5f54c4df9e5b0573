/** A job that takes long must leave the pipeline its core: it rests so many times as long as it ran. */
const REST = 9;

/** Runs `job` every `ms`, never twice at once, and less often if it takes long; the returned function ends it, after the run under way. */
export function every(
  ms: number,
  job: () => Promise<unknown>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let running = Promise.resolve();
  let busy = false;
  let restsUntil = 0;
  const timer = setInterval(() => {
    const started = performance.now();
    if (busy || started < restsUntil) return;
    busy = true;
    running = job()
      .then(() => {}, onError)
      .finally(() => {
        busy = false;
        restsUntil = performance.now() + REST * (performance.now() - started);
      });
  }, ms);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
