import { BACK_AFTER_SECONDS, inspectLetters, type LetterQueue, type QueuedMessage } from './letter-queue.ts';

interface Time {
  sleep: (ms: number) => Promise<unknown>;
  /** Milliseconds that only ever rise. */
  now: () => number;
}

/** A little longer than it takes until letters that were given back can be taken again. */
const BACK_MS = BACK_AFTER_SECONDS * 1_000 + 200;

/**
 * A queue and the looks at it, of one process. SQS shows a letter to one at a time: looks that overlap would each see a part of
 * what is there, and a redrive during a look would find nothing. So looks at the same time are one, and who takes waits for it.
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
