import { describe, expect, it } from 'vitest';
import { type FairQueue, fairQueue } from '../../../local/fair-queue.ts';

/** A queue whose jobs record their start, and end when the test says so. */
function watched(room: { atOnce: number; ofOneKey: number }) {
  const queue = fairQueue(() => room);
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
  it('runs jobs at once while there is room', () => {
    const { started, add } = watched({ atOnce: 3, ofOneKey: 3 });

    for (const name of ['a1', 'a2', 'b1', 'b2']) void add(name);

    expect(started).toEqual(['a1', 'a2', 'b1']);
  });

  it('leaves room for other keys beside a crowd', () => {
    const { started, add } = watched({ atOnce: 4, ofOneKey: 2 });

    for (const name of ['a1', 'a2', 'a3', 'a4', 'b1']) void add(name);

    expect(started).toEqual(['a1', 'a2', 'b1']);
  });

  it('takes keys in turns, and the newest job of a key first', async () => {
    const { started, add, end } = watched({ atOnce: 1, ofOneKey: 1 });
    for (const name of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) void add(name);

    for (let at = 0; at < 5; at += 1) await end(started.at(-1) ?? '');

    expect(started).toEqual(['a1', 'b2', 'c1', 'a3', 'b1', 'a2']);
  });

  it('runs urgent jobs before newer ones, in order of arrival', async () => {
    const { started, add, end } = watched({ atOnce: 1, ofOneKey: 1 });
    void add('a1');
    void add('a2', true);
    void add('a3', true);
    void add('a4');

    for (let at = 0; at < 3; at += 1) await end(started.at(-1) ?? '');

    expect(started).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  it('passes on the result or error of a job, and continues', async () => {
    const queue: FairQueue = fairQueue(() => ({ atOnce: 1, ofOneKey: 1 }));

    const [broken, fine] = [
      queue.run('a', () => Promise.reject(new Error('broken'))),
      queue.run('a', async () => 7),
    ];

    await expect(broken).rejects.toThrow('broken');
    expect(await fine).toBe(7);
  });

  it('has room again when the caller learns of the end of a job', async () => {
    const queue = fairQueue(() => ({ atOnce: 1, ofOneKey: 1 }));

    await queue.run('a', async () => {});
    expect(queue.size()).toBe(0);
    await queue.run('a', () => Promise.reject(new Error('broken'))).catch(() => {});
    expect(queue.size()).toBe(0);
  });

  it('keeps to a room that has shrunk, and fills one that has grown', async () => {
    const room = { atOnce: 3, ofOneKey: 3 };
    const { started, add, end } = watched(room);
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6']) void add(name);
    room.atOnce = 1;
    await end('a1');
    await end('a2');
    const shrunk = started.length;
    room.atOnce = 3;
    await end('a3');

    expect([shrunk, started]).toEqual([3, ['a1', 'a2', 'a3', 'a6', 'a5', 'a4']]);
  });

  it('keeps to a room of one key that has shrunk', async () => {
    const room = { atOnce: 4, ofOneKey: 2 };
    const { started, add, end } = watched(room);
    for (const name of ['a1', 'a2', 'a3']) void add(name);
    room.ofOneKey = 1;
    await end('a1');
    const shrunk = [...started];
    await end('a2');

    expect([shrunk, started]).toEqual([
      ['a1', 'a2'],
      ['a1', 'a2', 'a3'],
    ]);
  });

  it('counts running and waiting jobs, down to 0', async () => {
    const { queue, add, end } = watched({ atOnce: 1, ofOneKey: 1 });
    void add('a1');
    void add('a2');
    expect(queue.size()).toBe(2);

    await end('a1');
    await end('a2');

    expect(queue.size()).toBe(0);
  });
});
