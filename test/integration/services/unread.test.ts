import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cutOffUnread } from '../../../local/unread.ts';

const UNREAD_MS = 100;
const MORE_THAN_BUFFERS = Buffer.alloc(2 ** 26);

let server: Server;
let reports: string[];
beforeEach(async () => {
  reports = [];
  server = createServer();
  cutOffUnread(server, UNREAD_MS, (line) => reports.push(line));
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A client that asks and never reads; the server's side of its answer. */
async function neverRead(path: string): Promise<ServerResponse> {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1').pause();
  socket.on('error', () => {});
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  response.once('close', () => socket.destroy());
  return response;
}

describe('a client that does not read', () => {
  it('is cut off, and reported once a minute', async () => {
    for (const path of ['/v1/prices/stream?ids=A', '/other']) {
      const response = await neverRead(path);
      response.write(MORE_THAN_BUFFERS);
      await once(response, 'close');
    }

    expect(reports).toEqual([
      '1 client read nothing for 0.1 s and was cut off, the last one from GET /v1/prices/stream',
    ]);
  });

  it('is cut off in the middle of an answer that has ended', async () => {
    const response = await neverRead('/page');
    response.end(MORE_THAN_BUFFERS);
    await once(response, 'close');

    expect(response.writableFinished).toBe(false);
  });

  it('because there is nothing to read yet is served', async () => {
    server.on('request', (_, response: ServerResponse) => response.on('timeout', () => response.end('late')));

    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

    expect(await answer.text()).toBe('late');
  });
});
