import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { byStock, product } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import type { Shop } from './support/shop.ts';

/** Sends raw bytes. Returns the server's answers until it or the test closes the connection. */
function raw(url: string, head: string, body: Iterable<string> = [], until = /\r\n\r\n/): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((done, failed) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.setTimeout(20_000, () => socket.destroy(new Error('no answer within 20 s')));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      // A server that has refused closes the connection without reading the rest.
      answer === '' && error.code !== 'EPIPE' && error.code !== 'ECONNRESET' ? failed(error) : done(answer),
    );
    socket.on('close', () => done(answer));
    socket.on('data', (chunk) => {
      answer += chunk.toString();
      if (until.test(answer)) socket.end();
    });
    socket.write(head);
    for (const piece of body) socket.write(piece);
  });
}

/** Sends the bytes and disconnects without waiting for an answer. */
function breakOff(url: string, bytes: string): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((done, failed) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes, () => socket.destroy()));
    socket.on('error', failed);
    socket.on('close', () => done());
  });
}

const TARGETS: Record<string, string> = {
  http: 'AWSEvents.PutEvents',
  dynamodb: 'DynamoDB_20120810.PutItem',
  sqs: 'AmazonSQS.SendMessage',
};

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

describe('malicious clients', () => {
  let shop: Shop;
  let servers: [name: string, url: string][];
  beforeAll(async () => {
    const opened = await openShop();
    shop = opened.shop;
    await shop.putPolicy(byStock());
    await shop.stock(product('SKU1'));
    const { http = '', dynamodb = '', sqs = '' } = opened.stack.endpoints;
    servers = [
      ['http', http],
      ['dynamodb', dynamodb],
      ['sqs', sqs],
    ];
  });
  const urlOf = (name: string) => servers.find(([each]) => each === name)?.[1] ?? '';
  /** All three servers: the price is read over HTTP, the state from DynamoDB, the letters from SQS. */
  const stillServes = async () => {
    expect((await shop.call('GET', '/v1/prices/SKU1')).status).toBe(200);
    expect((await shop.state('SKU1')).price?.amount).toBe(10_000);
    expect(await shop.letters('dead-letters')).toEqual([]);
  };

  describe.each(['http', 'dynamodb', 'sqs'])('of the %s server', (name) => {
    it.each(['evil.example', `evil.example:4400`, '127.0.0.1.evil.example', 'localhost@evil.example', ''])(
      'get nothing under the name "%s"',
      async (host) => {
        const answer = await raw(
          urlOf(name),
          `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 0\r\n\r\n`,
        );
        expect(statusOf(answer)).toBe(421);
        await stillServes();
      },
    );

    it('are served under its own names', async () => {
      for (const host of [
        'sync-127.0.0.1:1',
        'sync-localhost',
        '127.0.0.1',
        'localhost',
        'LOCALHOST:80',
        '[::1]:9',
      ]) {
        const answer = await raw(
          urlOf(name),
          `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 0\r\n\r\n`,
        );
        expect(statusOf(answer)).not.toBe(421);
        expect(statusOf(answer)).toBeLessThan(500);
      }
    });

    it('that send a flood of headers are refused', async () => {
      const flood = Array.from({ length: 5_000 }, (_, at) => `X-${at}: ${'x'.repeat(100)}\r\n`).join('');
      const answer = await raw(urlOf(name), `GET / HTTP/1.1\r\nHost: localhost\r\n${flood}\r\n`);
      expect(statusOf(answer)).toBe(431);
      await stillServes();
    });

    const post = (more: string) =>
      `POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: ${TARGETS[name]}\r\nContent-Type: application/x-amz-json-1.0\r\n${more}\r\n\r\n`;

    it('that abort in the middle of a body affect no other client', async () => {
      await breakOff(urlOf(name), post('Content-Length: 1000'));
      await breakOff(urlOf(name), `${post('Transfer-Encoding: chunked')}5\r\n{"a":`);
      await stillServes();
    });

    it.each(['', '{', 'null', '5', '[]', '"text"', '\u0000'])(
      'that send %j as a request are refused',
      async (body) => {
        const answer = await raw(urlOf(name), `${post(`Content-Length: ${Buffer.byteLength(body)}`)}${body}`);
        expect(statusOf(answer)).toBe(400);
        await stillServes();
      },
    );

    it('that announce a huge body are refused before it is read', async () => {
      expect(statusOf(await raw(urlOf(name), post('Content-Length: 5000000000')))).toBe(413);
      await stillServes();
    });

    it('that never stop sending are cut off, in bounded memory', async () => {
      const before = process.memoryUsage().rss;
      const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
      const answer = await raw(
        urlOf(name),
        post('Transfer-Encoding: chunked'),
        Array<string>(800).fill(chunk),
      );
      expect(statusOf(answer)).toBe(413);
      expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20);
      await stillServes();
    });

    it('that do not speak HTTP are refused', async () => {
      expect(statusOf(await raw(urlOf(name), 'HELO\r\n\r\n'))).toBe(400);
      await stillServes();
    });
  });

  it.each([
    ['/api/products', '', 413],
    ['/endpoints/pricewire-demand/invocations', '', 413],
  ])('that send a huge body to %s are refused before it is read', async (path, target, status) => {
    const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Amz-Target: ${target}\r\nContent-Length: 5000000000\r\n\r\n`;
    expect(statusOf(await raw(shop.url, head))).toBe(status);
    await stillServes();
  });

  it('that send half a head and wait are cut off', async () => {
    const answer = await raw(shop.url, 'POST / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
    expect(statusOf(answer)).toBe(408);
    await stillServes();
  }, 30_000);

  it.each([
    '/v1/prices/../../api/status',
    '/v1/prices/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/v1/prices/%00',
    '/v1/prices/%E0%A4%A',
    '/api/events/..%5c..%5cwindows',
    '//evil.example/v1/prices/SKU1',
    'http://evil.example/v1/prices/SKU1',
  ])('that request %s get an answer without secrets and faults', async (path) => {
    const answer = await raw(
      shop.url,
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      [],
      /$^/,
    );
    expect([200, 400, 401, 404]).toContain(statusOf(answer));
    expect(answer).not.toMatch(/root:|node_modules|at \w+ \(/);
    await stillServes();
  });

  it('that name an unknown operation get an error of the protocol', async () => {
    const answer = await raw(
      shop.url,
      'POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSEvents.DeleteEventBus\r\nContent-Length: 2\r\n\r\n{}',
    );
    expect(statusOf(answer)).toBe(400);
    expect(answer).toContain('UnknownOperationException');
  });
});
