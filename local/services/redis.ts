import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import RedisMock from 'ioredis-mock';
import { keepRunning } from './keep-running.ts';

export interface RedisService {
  /** Which Redis it is, in a line for people. */
  description: string;
  /** Where others can reach it; undefined when it lives in this process. */
  url: string | undefined;
  /** A client that is not connected yet. A command fails after a second, or so many milliseconds. */
  connect(commandTimeout?: number): Redis;
  stop(): Promise<void>;
}

interface RedisChoice {
  /** A Redis that is there already. */
  url?: string | undefined;
  /** Where to look for redis-server. */
  path?: string | undefined;
  dir: string;
  port: number;
  /** Told in a line when a redis-server that ended was started again. */
  say?: ((line: string) => void) | undefined;
}

const CLIENT = {
  connectTimeout: 2000,
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  lazyConnect: true,
} as const;

/** REDIS_URL if set, else redis-server on PATH, else one in this process. */
export async function startRedis({
  url,
  path,
  dir,
  port,
  say = () => {},
}: RedisChoice): Promise<RedisService> {
  if (url)
    return {
      description: `the Redis at ${withoutPassword(url)} (REDIS_URL)`,
      url,
      connect: (commandTimeout) => connectTo(url, { commandTimeout }),
      stop: async () => {},
    };
  const server = executable('redis-server', path ?? '');
  return server ? await spawnRedis(server, dir, port, say) : inProcess();
}

async function spawnRedis(
  server: string,
  dir: string,
  port: number,
  say: (line: string) => void,
): Promise<RedisService> {
  await mkdir(dir, { recursive: true });
  const url = `redis://127.0.0.1:${port}`;
  const name = `redis-server on 127.0.0.1:${port}`;
  const watched = connectTo(url, { retryStrategy: () => null });
  const kept = await keepRunning({
    name,
    start: async () => ((await isOurs(url, dir)) ? undefined : launch(server, dir, port)),
    async watch(gone) {
      await watched.connect();
      watched.once('end', gone);
    },
    say,
  });
  return {
    description: name,
    url,
    connect: (commandTimeout) => connectTo(url, { commandTimeout }),
    async stop() {
      const child = await kept.letGo();
      watched.disconnect();
      const client = connectTo(url);
      await client.connect().catch(() => {});
      // The server closes the connection instead of answering.
      await client.call('SHUTDOWN', 'NOSAVE').catch(() => {});
      client.disconnect();
      if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

// A stack that was killed leaves its redis-server behind; the next one takes it over.
async function isOurs(url: string, dir: string): Promise<boolean> {
  const client = connectTo(url);
  try {
    await client.connect();
    const [, theirs] = (await client.config('GET', 'dir')) as [string, string];
    return theirs === (await realpath(dir));
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}

async function launch(server: string, dir: string, port: number): Promise<ChildProcess> {
  // Nothing is saved: Redis is a cache, and the record rebuilds it.
  const options = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    resolve(dir),
    '--save',
    '',
    '--appendonly',
    'no',
  ];
  const child = spawn(server, options, {
    // A group of its own: Ctrl-C must not reach it before the stack has published what is under way.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ready = new Promise<void>((done, failed) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ready to accept connections')) done();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', failed);
    child.once('exit', (code) =>
      failed(new Error(`redis-server ended with ${code}: ${output.trim().split('\n').at(-1)}`)),
    );
  });
  await ready;
  child.stdout.removeAllListeners('data').resume();
  child.stderr.removeAllListeners('data').resume();
  return child;
}

function inProcess(): RedisService {
  return {
    description: 'ioredis-mock in this process (no REDIS_URL, no redis-server on PATH)',
    url: undefined,
    connect: () => new RedisMock({ lazyConnect: true }) as unknown as Redis,
    stop: async () => {},
  };
}

function connectTo(
  url: string,
  {
    commandTimeout = 1000,
    retryStrategy = (tries) => Math.min(tries * 50, 1000),
  }: { commandTimeout?: number | undefined; retryStrategy?: (tries: number) => number | null } = {},
): Redis {
  const client = new Redis(url, { ...CLIENT, commandTimeout, retryStrategy });
  // Each command tells its own failure; without a listener the connection's would end the process.
  client.on('error', () => {});
  return client;
}

function executable(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((dir) => dir !== '')
    .map((dir) => join(dir, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

function withoutPassword(url: string): string {
  const parsed = new URL(url);
  return `${parsed.protocol}//${parsed.host}`;
}
