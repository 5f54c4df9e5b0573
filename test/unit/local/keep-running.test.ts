import type { ChildProcess } from 'node:child_process';
import { expect, it } from 'vitest';
import { keepRunning } from '../../../local/services/keep-running.ts';

type Start = () => Promise<ChildProcess | undefined>;

/** A server whose starts have the results that the test gives; `die` ends it. */
async function kept(start: Start) {
  const lines: string[] = [];
  const pauses: number[] = [];
  const clock = { now: 0 };
  let gone: (why?: string) => void = () => {};
  let starts = 0;
  const running = await keepRunning({
    name: 'the server',
    start: () => {
      starts += 1;
      return start();
    },
    watch: async (callback) => {
      gone = callback;
    },
    say: (line) => lines.push(line),
    now: () => clock.now,
    pause: async (ms) => {
      pauses.push(ms);
      clock.now += ms;
    },
  });
  return { ...running, lines, pauses, clock, starts: () => starts, die: (why?: string) => gone(why) };
}

const process = (pid: number) => ({ pid }) as ChildProcess;

it('restarts a server that has ended, and reports it', async () => {
  let pid = 0;
  const server = await kept(async () => process(++pid));

  server.die('killed');

  await expect.poll(() => server.lines).toEqual(['the server had ended (killed) and was started again.']);
  expect(await server.letGo()).toEqual({ pid: 2 });
});

it('reports nothing for a server that was running already', async () => {
  let starts = 0;
  const server = await kept(async () => (starts++ === 0 ? process(1) : undefined));

  server.die();

  await expect.poll(server.starts).toBe(2);
  expect(await server.letGo()).toEqual({ pid: 1 });
  expect(server.lines).toEqual([]);
});

it('waits for a start that is under way before it lets go', async () => {
  const second = Promise.withResolvers<ChildProcess>();
  let starts = 0;
  const server = await kept(() => (starts++ === 0 ? Promise.resolve(process(1)) : second.promise));
  server.die();
  await expect.poll(server.starts).toBe(2);

  const letGo = server.letGo();
  second.resolve(process(2));

  expect(await letGo).toEqual({ pid: 2 });
});

it('does not restart it after letGo', async () => {
  const server = await kept(async () => process(1));
  await server.letGo();

  server.die();

  expect(server.starts()).toBe(1);
});

it('keeps trying, after pauses of at most five seconds, and reports each reason once', async () => {
  let starts = 0;
  const server = await kept(async () => {
    starts += 1;
    if (starts > 1 && starts < 40) throw new Error(starts < 20 ? 'no space left' : 'no memory left');
    return process(starts);
  });

  server.die('disk full');

  await expect.poll(server.starts).toBe(40);
  expect(server.lines).toEqual([
    'the server ended and does not start: no space left. Pricewire keeps trying.',
    'the server ended and does not start: no memory left. Pricewire keeps trying.',
    'the server had ended (no memory left) and was started again.',
  ]);
  expect(Math.max(...server.pauses)).toBe(5_000);
  expect(server.pauses.length).toBe(38);
});

it('returns the duration and cause of the outage until the server runs again', async () => {
  const second = Promise.withResolvers<ChildProcess>();
  let starts = 0;
  const server = await kept(() => (starts++ === 0 ? Promise.resolve(process(1)) : second.promise));
  expect(server.outage()).toBeUndefined();

  server.die('disk full');
  server.clock.now = 12_000;

  expect(server.outage()).toEqual({ forMs: 12_000, why: 'disk full' });
  second.resolve(process(2));
  await expect.poll(server.outage).toBeUndefined();
});
