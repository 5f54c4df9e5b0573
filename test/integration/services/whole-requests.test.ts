import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { takeWholeRequests } from '../../../local/services/whole-requests.ts';

let server: Server | undefined;
afterEach(() => void server?.close());

/** A server that calls `answer` after it has read a request, as the embedded services do. */
async function serving(answer: (body: string, response: ServerResponse) => void) {
  server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => answer(body, response));
  });
  takeWholeRequests(server);
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return (body: string) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/x-amz-json-1.0' }, body });
}

it('passes a request on with its whole body', async () => {
  const post = await serving((body, response) => response.end(body));
  const large = JSON.stringify({ text: '猫'.repeat(300_000) });

  expect(await (await post(large)).text()).toBe(large);
});

it('answers with the error of a handler, and continues', async () => {
  const post = await serving((body, response) => {
    if (body === '{"a":1}') throw new Error('that makes no sense');
    response.end('served');
  });

  const refused = await post('{"a":1}');
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('makes no sense')]);
  expect(await (await post('{}')).text()).toBe('served');
});
