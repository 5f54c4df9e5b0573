import { describe, expect, it } from 'vitest';
import { sideBySide } from '../../../adapters/batches.ts';

async function* upTo(count: number, started?: number[]): AsyncGenerator<number> {
  for (let at = 1; at <= count; at += 1) {
    started?.push(at);
    yield at;
  }
}

const all = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
};
const turns = async (count: number) => {
  for (let at = 0; at < count; at += 1) await Promise.resolve();
};

describe('jobs side by side', () => {
  it('run up to the given number at once, each with one result', async () => {
    let [running, most] = [0, 0];
    const results = await all(
      sideBySide(upTo(20), 3, async (item) => {
        running += 1;
        most = Math.max(most, running);
        await turns((item % 4) * 10);
        running -= 1;
        return item;
      }),
    );

    expect(most).toBe(3);
    expect(results.sort((a, b) => a - b)).toEqual(await all(upTo(20)));
  });

  it('have all ended when the error of one is thrown', async () => {
    let running = 0;
    const job = async (item: number) => {
      running += 1;
      await turns(item === 2 ? 1 : 50);
      running -= 1;
      if (item >= 2) throw new Error(`job ${item}`);
    };

    await expect(all(sideBySide(upTo(20), 4, job))).rejects.toThrow('job 2');
    expect(running).toBe(0);
  });

  it('have all ended when the caller stops, and no more items are read', async () => {
    const read: number[] = [];
    let running = 0;
    for await (const _ of sideBySide(upTo(20, read), 4, async () => {
      running += 1;
      await turns(10);
      running -= 1;
    }))
      break;

    expect(running).toBe(0);
    expect(read.length).toBeLessThanOrEqual(5);
  });
});
