/** The items in arrays of `size`; the last one may be shorter. */
export async function* batches<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/**
 * Yields the results of `job` as they complete. At most `atOnce` jobs run while the next item is read. When the caller stops or
 * a job fails, it first waits for the running jobs.
 */
export async function* sideBySide<Item, Result>(
  items: AsyncIterable<Item>,
  atOnce: number,
  job: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running = new Set<Promise<void>>();
  const done: Result[] = [];
  const start = (item: Item) => {
    const run: Promise<void> = job(item).then((result) => {
      done.push(result);
      running.delete(run);
    });
    // It is awaited later, perhaps only after it has failed.
    run.catch(() => {});
    running.add(run);
  };
  try {
    for await (const item of items) {
      start(item);
      if (running.size >= atOnce) await Promise.race(running);
      yield* done.splice(0);
    }
    await Promise.all(running);
    yield* done;
  } finally {
    await Promise.allSettled(running);
  }
}
