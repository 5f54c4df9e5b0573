import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import RedisMock from 'ioredis-mock';
import { PortTaken, portTaken } from '../http.ts';
import { keepRunning } from './keep-running.ts';

export interface RedisService {
  /** One line for people. */
  description: string;
  /** Address for other processes; undefined if it is in this process. */
  url: string | undefined;
  /** An existing Redis (REDIS_URL), which others may also use. */
  isShared: boolean;
  /** A client that is not connected yet. A command fails after one second, or `commandTimeout` milliseconds. */
  connect(commandTimeout?: number): Redis;
  stop(): Promise<void>;
}

interface RedisChoice {
  /** An existing Redis. */
  url?: string | undefined;
  /** Where to search redis-server. */
  path?: string | undefined;
  dir: string;
  port: number;
  /** Receives a line when redis-server has ended and was restarted. */
  say?: ((line: string) => void) | undefined;
}

const CLIENT = {
  connectTimeout: 2000,
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  lazyConnect: true,
} as const;

/** Uses REDIS_URL if set, else redis-server on PATH, else an in-process mock. */
export async function startRedis({
  url,
  path,
  dir,
  port,
  say = () => {},
}: RedisChoice): Promise<RedisService> {
  const server = executable('redis-server', path ?? '');
  await endFormer(dir, url || server === undefined ? undefined : port);
  if (url)
    return {
      description: `the Redis at ${withoutPassword(url)} (REDIS_URL)`,
      url,
      isShared: true,
      connect: (commandTimeout) => connectTo(url, { commandTimeout }),
      stop: async () => {},
    };
  return server ? await spawnRedis(server, dir, port, say) : inProcess(port);
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
    async start() {
      // A stack that was killed leaves its redis-server running; the next start reuses it.
      const theirs = await dirOf(url);
      if (theirs === (await realpath(dir))) return undefined;
      if (theirs !== undefined)
        throw new PortTaken(
          `port ${port}, needed by redis-server, is in use by the redis-server of ${theirs}: if its stack is gone, end it with redis-cli -p ${port} shutdown nosave, otherwise choose other ports with --port`,
        );
      const child = await launch(server, dir, port);
      await writeFile(portFile(dir), String(port));
      return child;
    },
    async watch(gone) {
      await watched.connect();
      watched.once('end', gone);
    },
    say,
  });
  return {
    description: name,
    url,
    isShared: false,
    connect: (commandTimeout) => connectTo(url, { commandTimeout }),
    async stop() {
      const child = await kept.letGo();
      watched.disconnect();
      await shutDown(url);
      if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

const portFile = (dir: string): string => join(dir, 'port');

// Ends the redis-server of a killed stack on another port, because nothing else would.
async function endFormer(dir: string, port: number | undefined): Promise<void> {
  const former = Number(await readFile(portFile(dir), 'utf8').catch(() => 0));
  const url = `redis://127.0.0.1:${former}`;
  if (former > 0 && former !== port && (await dirOf(url)) === (await realpath(dir))) await shutDown(url);
}

async function shutDown(url: string): Promise<void> {
  const client = connectTo(url, { retryStrategy: () => null });
  await client.connect().catch(() => {});
  // The server closes the connection without an answer.
  await client.call('SHUTDOWN', 'NOSAVE').catch(() => {});
  client.disconnect();
}

// Working directory of the Redis at `url`; undefined if none answers.
async function dirOf(url: string): Promise<string | undefined> {
  const client = connectTo(url);
  try {
    await client.connect();
    const [, dir] = (await client.config('GET', 'dir')) as [string, string];
    return dir;
  } catch {
    return undefined;
  } finally {
    client.disconnect();
  }
}

async function launch(server: string, dir: string, port: number): Promise<ChildProcess> {
  // No persistence: Redis is a cache, and the record rebuilds it.
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
    // Its own process group: Ctrl-C must not reach it before the stack has published its last prices.
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
      failed(
        /address already in use/i.test(output)
          ? new PortTaken(portTaken(port, 'redis-server'))
          : new Error(`redis-server ended with ${code}: ${output.trim().split('\n').at(-1)}`),
      ),
    );
  });
  await ready;
  child.stdout.removeAllListeners('data').resume();
  child.stderr.removeAllListeners('data').resume();
  return child;
}

// Mocks of the same port share their data.
function inProcess(port: number): RedisService {
  return {
    description: 'ioredis-mock in this process (no REDIS_URL, no redis-server on PATH)',
    url: undefined,
    isShared: false,
    connect: () => new RedisMock({ lazyConnect: true, port }) as unknown as Redis,
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
  // Commands report their own failures. Without a listener, a connection error would end the process.
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
