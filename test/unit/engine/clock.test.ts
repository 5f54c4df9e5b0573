import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { within } from '../../../local/engine/clock.ts';
import { Alarm, systemClock, virtualClock } from '../../../local/engine/index.ts';

function rung(): Alarm {
  const alarm = new Alarm();
  alarm.ring();
  return alarm;
}

describe('the virtual clock', () => {
  it('jumps to the next sleeper when nothing can run', async () => {
    const clock = virtualClock(1000);
    await clock.sleep(3_600_000);
    expect(clock.now()).toBe(3_601_000);
  });

  it('wakes sleepers in order of time, then of arrival', async () => {
    const clock = virtualClock(0);
    const woken: string[] = [];
    const sleep = async (name: string, ms: number) => {
      await clock.sleep(ms);
      woken.push(`${name} at ${clock.now()}`);
    };
    await Promise.all([sleep('late', 20), sleep('first', 10), sleep('second', 10), sleep('now', 0)]);
    expect(woken).toEqual(['now at 0', 'first at 10', 'second at 10', 'late at 20']);
  });

  it('runs the work that a sleeper starts before it wakes the next sleeper', async () => {
    const clock = virtualClock(0);
    const woken: number[] = [];
    const tick = async (ms: number, times: number) => {
      for (let n = 0; n < times; n += 1) {
        await clock.sleep(ms);
        woken.push(clock.now());
      }
    };
    await Promise.all([tick(10, 3), tick(25, 1)]);
    expect(woken).toEqual([10, 20, 25, 30]);
  });

  it('stands still while work is held', async () => {
    const clock = virtualClock(0);
    let slept = false;
    const sleeper = clock.sleep(10).then(() => {
      slept = true;
    });
    const work = async () => {
      for (let turns = 0; turns < 20; turns += 1) await new Promise(setImmediate);
      return slept;
    };
    expect(await clock.hold(work())).toBe(false);
    await sleeper;
    expect(clock.now()).toBe(10);
  });
});

describe('a sleep of the virtual clock', () => {
  it('ends when its alarm rings, and takes no time then', async () => {
    const clock = virtualClock(0);
    const alarm = new Alarm();
    const asleep = clock.sleep(60_000, alarm);
    expect(clock.sleeping()).toBe(1);
    alarm.ring();
    await asleep;
    expect([clock.now(), clock.sleeping()]).toEqual([0, 0]);
  });

  it('does not begin for an alarm that has rung already', async () => {
    const clock = virtualClock(0);
    await clock.sleep(60_000, rung());
    expect(clock.now()).toBe(0);
  });
});

describe('the system clock', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('sleeps for the given time', async () => {
    const before = systemClock.now();
    let woken = false;
    const asleep = systemClock.sleep(1500).then(() => {
      woken = true;
    });
    await vi.advanceTimersByTimeAsync(1499);
    expect(woken).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await asleep;
    expect(systemClock.now() - before).toBe(1500);
  });

  it('forgets a sleep whose alarm has rung', async () => {
    const alarm = new Alarm();
    const asleep = systemClock.sleep(60_000, alarm);
    expect(vi.getTimerCount()).toBe(1);
    alarm.ring();
    await asleep;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not begin a sleep whose alarm has rung already', async () => {
    await systemClock.sleep(60_000, rung());
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([100, 400])(
    'receives an answer that arrived while the process stood still, within %d ms',
    async (ms) => {
      vi.useRealTimers();
      const answer = within(readFile(new URL(import.meta.url)), ms, systemClock);

      const until = performance.now() + 1_000;
      while (performance.now() < until);

      expect(await answer).toBeInstanceOf(Buffer);
    },
  );

  it('does not count the time in which the process stood still', async () => {
    vi.useRealTimers();
    const began = performance.now();
    const asleep = systemClock.sleep(500);
    while (performance.now() < began + 1_000);
    await asleep;

    expect(performance.now() - began).toBeGreaterThanOrEqual(1_249);
  });

  it('does not keep the process alive', () => {
    vi.useRealTimers();
    const setTimeout = vi.spyOn(globalThis, 'setTimeout');
    const alarm = new Alarm();
    void systemClock.sleep(60_000, alarm);
    expect(setTimeout.mock.results[0]?.value.hasRef()).toBe(false);
    alarm.ring();
    setTimeout.mockRestore();
  });
});
