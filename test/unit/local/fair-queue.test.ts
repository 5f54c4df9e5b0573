import { describe, expect, it } from 'vitest';
import { type FairQueue, fairQueue } from '../../../local/fair-queue.ts';

/** A queue whose jobs write down when they start, and end when they are told to. */
function watched(room: { atOnce: number; ofOneKey: number }) {
  const queue = fairQueue(room);
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const add = (name: string, urgent?: boolean) =>
    queue.run(
      name.charAt(0),
      () => {
        started.push(name);
        return new Promise<string>((done) => ends.set(name, () => done(name)));
      },
      urgent,
    );
  return {
    queue,
    started,
    add,
    async end(name: string) {
      ends.get(name)?.();
      await new Promise((done) => setImmediate(done));
    },
  };
}

describe('a fair queue', () => {
  it('runs at once what there is room for', () => {
    const { started, add } = watched({ atOnce: 3, ofOneKey: 3 });

    for (const name of ['a1', 'a2', 'b1', 'b2']) void add(name);

    expect(started).toEqual(['a1', 'a2', 'b1']);
  });

  it('leaves room for other keys beside a crowd', () => {
    const { started, add } = watched({ atOnce: 4, ofOneKey: 2 });

    for (const name of ['a1', 'a2', 'a3', 'a4', 'b1']) void add(name);

    expect(started).toEqual(['a1', 'a2', 'b1']);
  });

  it('takes keys in turns, and of one key the newest first', async () => {
    const { started, add, end } = watched({ atOnce: 1, ofOneKey: 1 });
    for (const name of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) void add(name);

    for (let at = 0; at < 5; at += 1) await end(started.at(-1) ?? '');

    expect(started).toEqual(['a1', 'b2', 'c1', 'a3', 'b1', 'a2']);
  });

  it('runs what is urgent before what is newer, in the order in which it came', async () => {
    const { started, add, end } = watched({ atOnce: 1, ofOneKey: 1 });
    void add('a1');
    void add('a2', true);
    void add('a3', true);
    void add('a4');

    for (let at = 0; at < 3; at += 1) await end(started.at(-1) ?? '');

    expect(started).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  it('hands over what a job answers or throws, and goes on', async () => {
    const queue: FairQueue = fairQueue({ atOnce: 1, ofOneKey: 1 });

    const [broken, fine] = [
      queue.run('a', () => Promise.reject(new Error('broken'))),
      queue.run('a', async () => 7),
    ];

    await expect(broken).rejects.toThrow('broken');
    expect(await fine).toBe(7);
  });

  it('has room again when the end of a job is heard of', async () => {
    const queue = fairQueue({ atOnce: 1, ofOneKey: 1 });

    await queue.run('a', async () => {});
    expect(queue.size()).toBe(0);
    await queue.run('a', () => Promise.reject(new Error('broken'))).catch(() => {});
    expect(queue.size()).toBe(0);
  });

  it('counts what runs and what waits, down to nothing', async () => {
    const { queue, add, end } = watched({ atOnce: 1, ofOneKey: 1 });
    void add('a1');
    void add('a2');
    expect(queue.size()).toBe(2);

    await end('a1');
    await end('a2');

    expect(queue.size()).toBe(0);
  });
});
