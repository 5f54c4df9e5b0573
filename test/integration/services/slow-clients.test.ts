import { connect } from 'node:net';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HttpServer, listen } from '../../../local/http.ts';

/** Sends the start of a request and then nothing. Returns the server's answer until it closes the connection. */
function sendAndStop(url: string, beginning: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((done, failed) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(beginning));
    socket.setTimeout(15_000, () => socket.destroy(new Error('the server still waits')));
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('error', failed);
    socket.on('close', () => done(answer));
  });
}

describe('a client that stops in the middle', () => {
  let server: HttpServer;
  beforeEach(async () => {
    server = await listen(0, { patience: { headMs: 100, requestMs: 100 } });
    const app = new Hono();
    app.post('/', async (c) => c.text(await c.req.text()));
    app.onError((_error, c) => c.text('cut off', 400));
    server.serve(app);
  });
  afterEach(() => server.stop());

  it.each([
    ['of its head', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Le'],
    ['of its body', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nonly this'],
  ])('%s gets an error and is cut off, and others are served', async (_where, beginning) => {
    const slow = sendAndStop(server.url, beginning);
    const quick = await fetch(server.url, { method: 'POST', body: 'all of it' });
    expect(await quick.text()).toBe('all of it');
    expect(await slow).toMatch(/^HTTP\/1\.1 408 /);
  });
});

describe('a client that does not read a stream', () => {
  it('is cut off, and its stream is cancelled', async () => {
    const server = await listen(0, { patience: { unreadMs: 100 } });
    const app = new Hono();
    const cancelled = new Promise<void>((cancel) =>
      app.get('/', () => {
        const pull = (to: ReadableStreamDefaultController) => to.enqueue(new Uint8Array(2 ** 16));
        return new Response(new ReadableStream({ pull, cancel: () => cancel() }));
      }),
    );
    server.serve(app);
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname).pause();
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');

    await cancelled;

    socket.destroy();
    await server.stop();
  });
});
