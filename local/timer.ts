/** After each run a job pauses for this multiple of the run's duration, because the pipeline needs the core. */
const REST = 9;

/**
 * Runs `job` every `ms`, never concurrently, and less often if it takes long. The returned function stops it and awaits the
 * current run.
 */
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
