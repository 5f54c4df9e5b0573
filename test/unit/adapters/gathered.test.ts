import { describe, expect, it } from 'vitest';
import { gathered } from '../../../adapters/gathered.ts';

/** Doubles numbers, and records its batches. */
function doubling(atMost: number) {
  const runs: number[][] = [];
  const double = gathered(atMost, async (numbers: number[]) => {
    runs.push(numbers);
    if (numbers.includes(13)) throw new Error('13 is refused');
    return numbers.map((number) => number * 2);
  });
  return { double, runs };
}

describe('calls that are gathered', () => {
  it('are run together, up to the maximum, each with its own answer', async () => {
    const { double, runs } = doubling(2);

    expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6]);
    expect(runs).toEqual([[1, 2], [3]]);
  });

  it('begin a new run once one is under way', async () => {
    const { double, runs } = doubling(10);

    await double(1);
    await double(2);

    expect(runs).toEqual([[1], [2]]);
  });

  it('all get the error of their run, and of no other', async () => {
    const { double } = doubling(2);

    const ended = await Promise.allSettled([12, 13, 14].map(double));

    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });
});
