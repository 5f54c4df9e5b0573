import { describe, expect, it } from 'vitest';
import { pace } from '../../../cli/replay/pace.ts';

const at = (ms: number) => new Date(Date.UTC(2010, 0, 1) + ms).toISOString();
const never = new AbortController().signal;

/** The time of each call after the first, in milliseconds. */
async function comeAt(speed: 'max' | number, times: number[]): Promise<{ came: number[]; waits: number }> {
  const turn = pace(speed, never);
  const came: number[] = [];
  let waits = 0;
  const began = performance.now();
  for (const time of times) {
    await turn.until(at(time), async () => {
      waits += 1;
    });
    came.push(performance.now() - began);
  }
  return { came, waits };
}

describe('the pace', () => {
  it('is that of the file, so many times faster', async () => {
    const { came } = await comeAt(100, [0, 5_000, 10_000]);
    expect(came[1]).toBeGreaterThanOrEqual(49);
    expect(came[2]).toBeGreaterThanOrEqual(99);
    expect(came[2]).toBeLessThan(5_000);
  });

  it('lets what is batched go before it waits', async () => {
    expect((await comeAt(100, [0, 5_000])).waits).toBe(1);
  });

  it('waits for nothing at full speed, nor for a time that is past', async () => {
    expect((await comeAt('max', [0, 1e9])).waits).toBe(0);
    expect((await comeAt(1, [0, -1e9, 0])).waits).toBe(0);
  });

  it('waits for years without a timer that overflows, and ends when it is interrupted', async () => {
    const warnings: Error[] = [];
    process.once('warning', (warning) => warnings.push(warning));
    const interruption = new AbortController();
    const turn = pace(1, interruption.signal);
    await turn.until(at(0), async () => {});
    const waiting = turn.until(at(1e12), async () => {
      setTimeout(() => interruption.abort(), 5);
    });
    await waiting;
    await new Promise((done) => setImmediate(done));
    expect(warnings).toEqual([]);
  });
});
