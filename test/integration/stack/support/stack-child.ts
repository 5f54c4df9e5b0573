import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpath } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import type { StackOptions } from '../../../../local/stack/run.ts';
import type { Stack } from '../../../../local/stack.ts';
import { atTheEnd } from './cleanup.ts';
import { Shop, type Where } from './shop.ts';

type ChildOptions = Omit<StackOptions, 'onFault'> & { dieWhenUp?: boolean };

const SCRIPT = fileURLToPath(new URL('./stack-process.ts', import.meta.url));

/** A stack in a process of its own. Its processes end with the test. */
export class StackChild {
  readonly #process: ChildProcess;
  readonly #exited: Promise<[number | null, NodeJS.Signals | null]>;
  #said = '';
  shop!: Shop;
  recovered!: Stack['recovered'];

  private constructor(options: ChildOptions) {
    // A process group of its own, as a terminal creates: Ctrl-C goes to all its processes.
    this.#process = spawn(process.execPath, [SCRIPT, JSON.stringify(options)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#exited = once(this.#process, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    this.#process.stderr?.on('data', (chunk) => {
      this.#said += String(chunk);
    });
    atTheEnd(async () => {
      this.shop?.leave();
      await this.kill();
      if (options.port > 0) await shutDownRedis(options.port + 3, options.dataDir);
    });
  }

  /** Starts it, and returns when it is up. Throws the error of a failed start. */
  static async start(options: ChildOptions): Promise<StackChild> {
    const child = new StackChild({ path: process.env['PATH'], ...options });
    const up = await child.#firstLine();
    if ('failed' in up) throw new Error(up.failed);
    child.shop = new Shop(up);
    child.recovered = up.recovered;
    return child;
  }

  /** Starts it; it kills itself as soon as it is up. */
  static async startAndDie(options: ChildOptions): Promise<void> {
    const child = new StackChild({ path: process.env['PATH'], ...options, dieWhenUp: true });
    const [, signal] = await child.#exited;
    if (signal !== 'SIGKILL') throw new Error(`it ended by itself: ${child.stderr}`);
  }

  get pid(): number {
    return this.#process.pid ?? Number.NaN;
  }

  get stderr(): string {
    return this.#said;
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited;
  }

  /** Stops the process, and returns its exit code. */
  async terminate(): Promise<number | null> {
    this.#process.kill('SIGTERM');
    return (await this.#exited)[0];
  }

  /** Sends Ctrl-C, and returns its exit code. */
  async interrupt(): Promise<number | null> {
    process.kill(-(this.#process.pid ?? Number.NaN), 'SIGINT');
    return (await this.#exited)[0];
  }

  async #firstLine(): Promise<(Where & Pick<Stack, 'recovered'>) | { failed: string }> {
    if (this.#process.stdout)
      for await (const line of createInterface({ input: this.#process.stdout })) return JSON.parse(line);
    throw new Error(`the stack ended without a word: ${this.stderr}`);
  }
}

/** A client of the Redis on a port; undefined if none answers. */
export async function redisAt(port: number): Promise<Redis | undefined> {
  const client = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch {
    client.disconnect();
    return undefined;
  }
}

// A killed stack leaves its redis-server running.
async function shutDownRedis(port: number, dataDir: string): Promise<void> {
  const client = await redisAt(port);
  const [, dir = ''] = ((await client?.config('GET', 'dir').catch(() => [])) ?? []) as string[];
  if (dir.startsWith(await realpath(dataDir))) await client?.call('SHUTDOWN', 'NOSAVE').catch(() => {});
  client?.disconnect();
}
