import { beforeEach, expect, it, vi } from 'vitest';
import { inspectLetters, type Letter, type LetterQueue } from '../../adapters/letter-queue.ts';

export interface OpenQueue {
  queue: LetterQueue;
  send(body: string, attributes: Record<string, string>): Promise<void>;
}

const HOLD_SECONDS = 60;

/** Contract of every letter queue. `open` creates an empty one. */
export function letterQueueContract(open: () => Promise<OpenQueue>): void {
  let opened: OpenQueue;
  let queue: LetterQueue;
  beforeEach(async () => {
    opened = await open();
    queue = opened.queue;
  });

  const send = async (...bodies: string[]) => {
    for (const body of bodies) await opened.send(body, {});
  };
  const takeAll = async (): Promise<Letter[]> => {
    const letters: Letter[] = [];
    for (;;) {
      const taken = await queue.take(HOLD_SECONDS);
      if (taken.length === 0) return letters;
      letters.push(...taken);
    }
  };
  const takeAgain = async (count: number): Promise<Letter[]> => {
    const letters: Letter[] = [];
    await vi.waitFor(async () => {
      letters.push(...(await takeAll()));
      expect(letters.length).toBeGreaterThanOrEqual(count);
    }, 10_000);
    return [...letters, ...(await takeAll())];
  };
  const bodies = (letters: Letter[]) => letters.map(({ body }) => body).sort();

  it('gives nothing when it is empty', async () => {
    expect(await queue.take(HOLD_SECONDS)).toEqual([]);
  });

  it('returns a complete letter', async () => {
    await opened.send('{"é": 1}', { ERROR_CODE: 'Odd', ERROR_MESSAGE: 'no reason' });

    expect(await queue.take(HOLD_SECONDS)).toMatchObject([
      {
        messageId: expect.any(String),
        body: '{"é": 1}',
        attributes: { ERROR_CODE: 'Odd', ERROR_MESSAGE: 'no reason' },
      },
    ]);
  });

  it('returns each letter once, at most ten at a time', async () => {
    const sent = Array.from({ length: 25 }, (_, at) => `letter ${at}`);
    await send(...sent);

    const first = await queue.take(HOLD_SECONDS);
    const rest = await takeAll();

    expect(first.length).toBeLessThanOrEqual(10);
    expect(bodies([...first, ...rest])).toEqual(sent.sort());
  });

  it('returns released letters again, and no others', async () => {
    const sent = Array.from({ length: 12 }, (_, at) => `letter ${at}`);
    await send(...sent);
    const taken = await takeAll();
    const released = taken.filter(({ body }) => body !== 'letter 3');

    await queue.release(released);

    expect(bodies(await takeAgain(11))).toEqual(bodies(released));
  });

  it('never returns a removed letter again', async () => {
    const sent = Array.from({ length: 12 }, (_, at) => `letter ${at}`);
    await send(...sent);
    const taken = await takeAll();
    const [kept, ...removed] = taken;

    await queue.remove(removed);
    await queue.release(kept ? [kept] : []);

    expect(bodies(await takeAgain(1))).toEqual([kept?.body]);
  });

  it('shows every letter to an inspection, and returns them all afterwards', async () => {
    const sent = Array.from({ length: 23 }, (_, at) => `letter ${at}`);
    await send(...sent);

    const seen = await inspectLetters(queue);

    expect(seen.map(({ body }) => body).sort()).toEqual([...sent].sort());
    expect(bodies(await takeAgain(23))).toEqual([...sent].sort());
  });

  it('shows at most the given number of letters, and releases those as well', async () => {
    await send(...Array.from({ length: 23 }, (_, at) => `letter ${at}`));

    const seen = await inspectLetters(queue, 10);

    expect(seen.length).toBeGreaterThanOrEqual(10);
    expect(seen.length).toBeLessThan(23);
    expect(await takeAgain(23)).toHaveLength(23);
  });

  it('accepts an empty list to remove or to release', async () => {
    await queue.remove([]);
    await queue.release([]);
  });
}
