import type { Letter, LetterQueue } from '../../adapters/letter-queue.ts';

export interface LetterQueueData {
  letters: { messageId: string; body: string; attributes: Record<string, string>; takenUntil?: number }[];
}

/** A queue in the given object. A received letter is hidden until the time `now` (in milliseconds) is reached. */
export function memoryLetterQueue(data: LetterQueueData, now: () => number = () => 0): LetterQueue {
  const ids = (letters: Letter[]) => new Set(letters.map(({ messageId }) => messageId));

  return {
    async take(holdSeconds) {
      const free = data.letters.filter(({ takenUntil = 0 }) => takenUntil <= now()).slice(0, 10);
      for (const letter of free) letter.takenUntil = now() + holdSeconds * 1000;
      return free.map(({ messageId, body, attributes }) => ({
        messageId,
        receipt: messageId,
        body,
        attributes,
      }));
    },

    async remove(letters) {
      const gone = ids(letters);
      data.letters = data.letters.filter(({ messageId }) => !gone.has(messageId));
    },

    async release(letters) {
      const given = ids(letters);
      for (const letter of data.letters) if (given.has(letter.messageId)) delete letter.takenUntil;
    },
  };
}
