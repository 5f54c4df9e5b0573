import { createServer, type Server, type Socket } from 'node:net';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sqsLetterQueue } from '../../adapters/letter-queue.ts';
import { CacheUnavailable, StoreUnavailable } from '../../domain/values/errors.ts';
import { eventBridge, queueClient, stepFunctionsClient, tables } from '../../tasks/handlers/clients.ts';
import { connected, redisClient } from '../../tasks/handlers/redis.ts';
import { definitionText } from '../../workflows/definition.ts';

let server: Server;
let sockets: Socket[];
let serve: (socket: Socket) => void;
let port: number;

// One port for all tests: a process keeps its client of the tables.
beforeAll(async () => {
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as { port: number }).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  sockets = [];
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const socket of sockets) socket.destroy();
});

describe('the AWS clients', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
  });

  const read = (from = tables()) => from.send(new GetCommand({ TableName: 'ledger', Key: { eventId: '1' } }));

  it('time out on a service that never answers before the workflow times out on them', async () => {
    serve = () => {};
    const { States } = JSON.parse(definitionText());
    const started = performance.now();
    const asked = await Promise.allSettled([
      read(),
      eventBridge().send(new PutEventsCommand({ Entries: [] })),
      stepFunctionsClient().send(new StartExecutionCommand({ stateMachineArn: 'arn' })),
    ]);
    expect(asked).toMatchObject([
      { reason: expect.any(StoreUnavailable) },
      { reason: { name: 'TimeoutError' } },
      { reason: { name: 'TimeoutError' } },
    ]);
    expect(performance.now() - started).toBeLessThan(States.ReceiveEvent.TimeoutSeconds * 1000);
    expect(sockets).toHaveLength(3 * asked.length);
  });

  it('keep their connections', async () => {
    serve = (socket) =>
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'));
    const client = tables();
    await read(client);
    await read(client);
    expect(sockets).toHaveLength(1);
    // This server speaks HTTP; AWS speaks HTTPS.
    const handler = client.config.requestHandler as unknown as NodeHttpHandler;
    expect(handler.httpHandlerConfigs().httpsAgent).toMatchObject({ keepAlive: true });
  });

  it('give a receive from a queue more time than it waits for messages, and it waits', async () => {
    let request = '';
    serve = (socket) =>
      socket.on('data', (data) => {
        request += data;
        if (request.endsWith('}')) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
      });
    const client = queueClient();
    expect(await sqsLetterQueue(client, `http://127.0.0.1:${port}/queue`).take(60)).toEqual([]);
    const { WaitTimeSeconds } = JSON.parse(request.slice(request.indexOf('\r\n\r\n')));
    const handler = client.config.requestHandler as unknown as NodeHttpHandler;
    expect(WaitTimeSeconds).toBeGreaterThan(0);
    expect(handler.httpHandlerConfigs().requestTimeout).toBeGreaterThan(2 * 1000 * WaitTimeSeconds);
  });
});

describe('the Redis client', () => {
  let redis: Redis;
  beforeEach(() => {
    serve = answer;
    redis = redisClient(`redis://127.0.0.1:${port}`);
  });
  afterEach(() => redis.disconnect());

  it('serves the first command', async () => {
    await connected(redis);
    expect(await redis.hget('dev:price:1', 'epoch')).toBe('mine');
  });

  it('replaces a socket that died silently, and serves the command', async () => {
    await connected(redis);
    sockets[0]?.removeAllListeners('data');
    expect(await redis.hget('dev:price:1', 'epoch')).toBe('mine');
    expect(sockets).toHaveLength(2);
  });

  it('reconnects after a refusal', async () => {
    serve = (socket) => (sockets.length < 3 ? socket.destroy() : answer(socket));
    await connected(redis);
    expect(await redis.hget('dev:price:1', 'epoch')).toBe('mine');
  });

  it('reports a missing Redis within seconds, and works for the next call', async () => {
    serve = (socket) => socket.destroy();
    const started = performance.now();
    await expect(connected(redis)).rejects.toThrow(CacheUnavailable);
    expect(performance.now() - started).toBeLessThan(3000);
    serve = answer;
    await connected(redis);
    expect(await redis.hget('dev:price:1', 'epoch')).toBe('mine');
  });

  it('uses TLS if the URL requires it', () => {
    const secure = redisClient('rediss://cache.example:6379');
    expect(secure.options).toMatchObject({ host: 'cache.example', port: 6379, tls: true });
    expect(redis.options.tls).toBeUndefined();
  });
});

/** The part of Redis that a connection needs, and a value for HGET. */
function answer(socket: Socket): void {
  socket.on('data', (data) => {
    for (const [, command] of data.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
      if (command?.toLowerCase() === 'info') socket.write('$19\r\nredis_version:8.0.0\r\n');
      else socket.write(command?.toLowerCase() === 'hget' ? '$4\r\nmine\r\n' : '+OK\r\n');
    }
  });
}
