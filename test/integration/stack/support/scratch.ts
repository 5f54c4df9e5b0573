import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atTheEnd } from './cleanup.ts';

/** A temporary directory, removed after the test, or after the tests of the file. */
export async function freshDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'pricewire-test-'));
  atTheEnd(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
  return dir;
}

const PORTS_OF_A_STACK = 4;

/** A port of 127.0.0.1 that is free now, as are the next three, which a stack also uses. */
export async function freePorts(): Promise<number> {
  for (;;) {
    const base = 20_000 + Math.floor(Math.random() * 10_000);
    const taken = await Promise.all(Array.from({ length: PORTS_OF_A_STACK }, (_, at) => isTaken(base + at)));
    if (!taken.includes(true)) return base;
  }
}

const isTaken = (port: number): Promise<boolean> =>
  new Promise((answer) => {
    const server = createServer().once('error', () => answer(true));
    server.listen(port, '127.0.0.1', () => server.close(() => answer(false)));
  });

/** A port of 127.0.0.1 that is in use until the returned function is called. */
export function holdPort(port = 0): Promise<{ port: number; release(): Promise<void> }> {
  return new Promise((held, failed) => {
    const server = createServer((socket) => socket.destroy()).once('error', failed);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return failed(new Error('no port'));
      held({ port: address.port, release: () => new Promise((done) => server.close(() => done())) });
    });
  });
}
