import { BACK_AFTER_SECONDS, inspectLetters, type LetterQueue, type QueuedMessage } from './letter-queue.ts';

interface Time {
  sleep: (ms: number) => Promise<unknown>;
  /** Milliseconds of a monotonic clock. */
  now: () => number;
}

/** A little longer than the time until returned letters are visible again. */
const BACK_MS = BACK_AFTER_SECONDS * 1_000 + 200;

/**
 * A queue whose inspections are shared within one process. SQS hides a received letter: concurrent inspections would each see only
 * a part, and a redrive during one would find nothing. So concurrent inspections share one result, and `take` waits for it.
 */
export function lookedAtQueue(
  queue: LetterQueue,
  { sleep, now }: Time,
): { letters: LetterQueue; inspect: () => Promise<QueuedMessage[]> } {
  let looking: Promise<QueuedMessage[]> | undefined;
  let ended: Promise<void> = Promise.resolve();
  let backAt = now();

  const untilBack = async () => {
    await ended;
    const left = backAt - now();
    if (left > 0) await sleep(left);
  };
  const look = () => {
    const seen = untilBack().then(() => inspectLetters(queue));
    const end = () => {
      backAt = now() + BACK_MS;
      looking = undefined;
    };
    ended = seen.then(end, end);
    return seen;
  };

  return {
    inspect: () => {
      looking ??= look();
      return looking;
    },
    letters: {
      ...queue,
      take: async (holdSeconds) => {
        await untilBack();
        return queue.take(holdSeconds);
      },
    },
  };
}
