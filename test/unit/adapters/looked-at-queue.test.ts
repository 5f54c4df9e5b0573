import { expect, it } from 'vitest';
import { lookedAtQueue } from '../../../adapters/looked-at-queue.ts';
import { type LetterQueueData, memoryLetterQueue } from '../../fakes/memory-letter-queue.ts';

const LETTERS = 25;

/** A queue whose released letters are visible again after a second, as in SQS. */
function someQueue() {
  let nowMs = 0;
  const data: LetterQueueData = {
    letters: Array.from({ length: LETTERS }, (_, at) => ({
      messageId: `m${at}`,
      body: '{}',
      attributes: {},
    })),
  };
  const queue = memoryLetterQueue(data, () => nowMs);
  return lookedAtQueue(
    {
      ...queue,
      release: async () => {
        for (const letter of data.letters) letter.takenUntil = nowMs + 1_000;
      },
    },
    {
      now: () => nowMs,
      sleep: async (ms) => {
        nowMs += ms;
      },
    },
  );
}

it('shows every letter to each of several concurrent inspections', async () => {
  const { inspect } = someQueue();
  const looks = await Promise.all([inspect(), inspect()]);

  expect(looks.map(({ length }) => length)).toEqual([LETTERS, LETTERS]);
});

it('shows every letter to an inspection right after another', async () => {
  const { inspect } = someQueue();
  await inspect();

  expect(await inspect()).toHaveLength(LETTERS);
});

it('does not let the queue appear empty during an inspection', async () => {
  const { inspect, letters } = someQueue();
  const look = inspect();

  expect(await letters.take(60)).toHaveLength(10);
  expect(await look).toHaveLength(LETTERS);
});

it('can be inspected again after a failed inspection', async () => {
  let fails = true;
  const queue = memoryLetterQueue({ letters: [{ messageId: 'm1', body: '{}', attributes: {} }] });
  const { inspect } = lookedAtQueue(
    {
      ...queue,
      take: async (holdSeconds) => {
        if (fails) throw new Error('the queue is away');
        return queue.take(holdSeconds);
      },
    },
    { now: () => 0, sleep: async () => {} },
  );
  await expect(inspect()).rejects.toThrow('the queue is away');
  fails = false;

  expect(await inspect()).toHaveLength(1);
});
