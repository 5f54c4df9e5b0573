import type { ChildProcess } from 'node:child_process';
import { expect, it } from 'vitest';
import { keepRunning } from '../../../local/services/keep-running.ts';

type Start = () => Promise<ChildProcess | undefined>;

/** A server whose starts answer as the test says; `die` ends it. */
async function kept(start: Start) {
  const lines: string[] = [];
  let gone = () => {};
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
  });
  return { ...running, lines, starts: () => starts, die: () => gone() };
}

const process = (pid: number) => ({ pid }) as ChildProcess;

it('starts a server again that is gone, and says so', async () => {
  let pid = 0;
  const server = await kept(async () => process(++pid));

  server.die();

  await expect.poll(() => server.lines).toEqual(['the server had ended and was started again.']);
  expect(await server.letGo()).toEqual({ pid: 2 });
});

it('keeps quiet about one that was there all the time', async () => {
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

it('leaves it alone once it was let go', async () => {
  const server = await kept(async () => process(1));
  await server.letGo();

  server.die();

  expect(server.starts()).toBe(1);
});
