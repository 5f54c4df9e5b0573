import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { every } from '../../../local/timer.ts';

describe('a timer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('never runs its job twice at once, and pauses nine times as long as it ran', async () => {
    let [running, most, runs] = [0, 0, 0];
    const stop = every(
      10,
      async () => {
        running += 1;
        runs += 1;
        most = Math.max(most, running);
        await new Promise((done) => setTimeout(done, 35));
        running -= 1;
      },
      () => {},
    );

    await vi.advanceTimersByTimeAsync(500);

    expect(most).toBe(1);
    expect(runs).toBe(2);
    const stopped = stop();
    await vi.advanceTimersByTimeAsync(50);
    await stopped;
  });

  it('reports a failure and goes on', async () => {
    const faults: unknown[] = [];
    let runs = 0;
    const stop = every(
      10,
      async () => {
        runs += 1;
        throw new Error(`fault ${runs}`);
      },
      (error) => faults.push(error),
    );

    await vi.advanceTimersByTimeAsync(30);

    expect(faults).toMatchObject([{ message: 'fault 1' }, { message: 'fault 2' }, { message: 'fault 3' }]);
    await stop();
  });

  it('is ended only after the run under way', async () => {
    let finished = false;
    const stop = every(
      10,
      async () => {
        await new Promise((done) => setTimeout(done, 25));
        finished = true;
      },
      () => {},
    );
    await vi.advanceTimersByTimeAsync(10);

    const stopped = stop().then(() => finished);
    await vi.advanceTimersByTimeAsync(100);

    expect(await stopped).toBe(true);
  });

  it('runs no more once it is ended', async () => {
    let runs = 0;
    const stop = every(
      10,
      async () => {
        runs += 1;
      },
      () => {},
    );
    await stop();

    await vi.advanceTimersByTimeAsync(100);

    expect(runs).toBe(0);
  });
});
