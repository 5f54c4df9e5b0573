import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { Redis, type RedisOptions } from 'ioredis';

/** There is no redis-server on this machine: tests that need one are skipped, but never in CI. */
export const withoutRedisServer = process.env['CI'] === undefined && !isInstalled();

function isInstalled(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const running = new Set<ChildProcess>();
// An aborted test run must leave no server behind.
process.once('exit', () => {
  for (const server of running) server.kill('SIGKILL');
});

/** A redis-server without persistence, on a port of its own. */
export class RedisServer {
  readonly port: number;
  readonly #settings: Record<string, string>;
  #process: ChildProcess | undefined;

  constructor(port: number, settings: Record<string, string> = {}) {
    this.port = port;
    this.#settings = settings;
  }

  /** Additional settings of redis.conf. */
  static async start(settings: Record<string, string> = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), settings);
    await server.start();
    return server;
  }

  /** Starts it, or restarts it without data. */
  async start(): Promise<void> {
    const settings = {
      port: this.port,
      bind: '127.0.0.1',
      save: '',
      appendonly: 'no',
      dir: tmpdir(),
      ...this.#settings,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    this.#process = spawn('redis-server', flags, { stdio: ['ignore', 'pipe', 'inherit'] });
    running.add(this.#process);
    let said = '';
    for await (const chunk of this.#process.stdout ?? []) {
      said += String(chunk);
      if (said.includes('Ready to accept connections')) break;
    }
    if (this.#process.exitCode !== null) throw new Error(`redis-server did not start: ${said}`);
  }

  async stop(): Promise<void> {
    if (this.#process === undefined) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
    running.delete(this.#process);
    this.#process = undefined;
  }

  /** A client that fails at once without a connection, as those of the tasks do. */
  client(options: RedisOptions = {}): Redis {
    const redis = new Redis({
      port: this.port,
      host: '127.0.0.1',
      commandTimeout: 2000,
      connectTimeout: 2000,
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      retryStrategy: () => 20,
      ...options,
    });
    // Without a listener ioredis logs every failed attempt to connect.
    redis.on('error', () => {});
    return redis;
  }

  /** A connected client. */
  async connected(options: RedisOptions = {}): Promise<Redis> {
    const redis = this.client(options);
    if (redis.status !== 'ready') await once(redis, 'ready');
    return redis;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
