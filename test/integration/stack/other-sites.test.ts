import { type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../domain/people/audit.ts';
import { eventually } from './support/eventually.ts';
import { byStock, product } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import type { Shop } from './support/shop.ts';

/** Headers that a browser sends for a page of another site. */
const FOREIGN: [what: string, method: string, headers: Record<string, string>][] = [
  ['a script of another site', 'POST', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['a script of a browser without Sec-Fetch-Site', 'POST', { origin: 'https://evil.example' }],
  ['a page of another port', 'POST', { origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'same-site' }],
  ['a page in a sandbox, or of a file', 'POST', { origin: 'null' }],
  [
    'a form of another site',
    'POST',
    { origin: 'https://evil.example', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  ],
  [
    'a picture on another site',
    'GET',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
  ],
  [
    'a frame on another site',
    'GET',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
  ],
  [
    'a preflight',
    'OPTIONS',
    {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-amz-target',
    },
  ],
];

const BROWSER_OF_OWN: typeof FOREIGN = [
  ['a page under its own address', 'POST', { origin: 'own', 'sec-fetch-site': 'same-origin' }],
  ['an address that was typed in', 'GET', { 'sec-fetch-site': 'none' }],
  [
    'a link',
    'GET',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  ],
];

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Requests that would put a letter into the queue: the embedded service forwards messages published to a topic. */
const FIELDS: Record<string, string>[] = [
  { Action: 'CreateTopic', Name: 'forged' },
  {
    Action: 'Subscribe',
    TopicArn: 'arn:aws:sns:us-east-1:000000000000:forged',
    Protocol: 'sqs',
    Endpoint: 'arn:aws:sqs:us-east-1:000000000000:pricewire-dead-letters',
  },
  { Action: 'Publish', TopicArn: 'arn:aws:sns:us-east-1:000000000000:forged', Message: 'forged' },
];
const FORMS = FIELDS.map((fields) => new URLSearchParams({ ...fields, Version: '2010-03-31' }).toString());

/** Sends a browser's request; `fetch` would set headers of its own. */
const ask = (
  url: string,
  method: string,
  { origin, ...headers }: Record<string, string>,
  body = 'a=b',
): Promise<Answer> =>
  new Promise((done, failed) => {
    const own = { origin: origin === 'own' ? new URL(url).origin : origin };
    const sent = request(url, { method, headers: { ...headers, ...(origin === undefined ? {} : own) } });
    sent.on('error', failed);
    sent.on('response', (response) => {
      text(response).then(
        (body) => done({ status: response.statusCode ?? 0, headers: response.headers, body }),
        failed,
      );
    });
    sent.end(method === 'POST' ? body : undefined);
  });

describe('a browser', () => {
  let shop: Shop;
  let endpoints: Record<string, string>;
  beforeAll(async () => {
    const opened = await openShop();
    ({ shop } = opened);
    ({ endpoints } = opened.stack);
    await shop.putPolicy(byStock());
    await shop.stock(product('SKU1'));
  });

  const grants = ({ headers }: Answer) =>
    Object.keys(headers).filter((name) => name.startsWith('access-control'));

  describe.each(['http', 'dynamodb', 'sqs'])('at the %s server', (name) => {
    it.each(FOREIGN)('gets nothing for %s', async (_what, method, headers) => {
      const answer = await ask(endpoints[name] ?? '', method, headers);
      expect(answer.status).toBe(403);
      expect(grants(answer)).toEqual([]);
      expect(JSON.parse(answer.body)).toMatchObject({
        title: 'Another site',
        detail: expect.stringMatching(/programs only$/),
      });
    });
  });

  it.each([
    '',
    '/v1/prices/SKU1',
    '/v1/prices/stream',
    '/api/status',
    '/console',
    '/endpoints/pricewire-demand/invocations',
  ])('gets nothing of %s for a page of another site', async (path) => {
    for (const [, method, headers] of FOREIGN) {
      const answer = await ask(`${shop.url}${path}`, method, headers);
      expect([answer.status, grants(answer)]).toEqual([403, []]);
    }
  });

  it.each(['dynamodb', 'sqs'])('is refused by the %s server', async (name) => {
    for (const [, method, headers] of BROWSER_OF_OWN)
      expect((await ask(endpoints[name] ?? '', method, headers)).status).toBe(403);
  });

  it('leaves no letter in a queue', async () => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const [, , headers] of [...FOREIGN, ...BROWSER_OF_OWN])
      for (const form of FORMS) await ask(endpoints['sqs'] ?? '', 'POST', { ...headers, ...type }, form);
    expect(await shop.letters('dead-letters')).toEqual([]);
  });

  it.each([
    ['the page under its own address', '/v1/prices/SKU1', { origin: 'own', 'sec-fetch-site': 'same-origin' }],
    ['an address that was typed in', '/v1/prices/SKU1', { 'sec-fetch-site': 'none' }],
    [
      'a link',
      '/v1/prices/SKU1',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    ],
  ])('is served %s', async (_what, path, headers: Record<string, string>) => {
    expect((await ask(`${shop.url}${path}`, 'GET', headers)).status).toBeLessThan(400);
  });

  it('is not served a link into the API', async () => {
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect((await ask(`${shop.url}/api/products`, 'GET', link)).status).toBe(403);
  });
});

describe('a request of a page of another site', () => {
  it('leaves an entry in the audit log for each server and page, and none for repeated requests', async () => {
    const { shop, stack } = await openShop({ path: '' });
    const servers = ['http', 'dynamodb', 'sqs'];
    for (let time = 0; time < 3; time += 1)
      for (const name of servers)
        await ask(stack.endpoints[name] ?? '', 'POST', { origin: 'https://a.example' });
    for (let at = 0; at < 30; at += 1)
      await ask(stack.endpoints['sqs'] ?? '', 'POST', { origin: `https://many-${at}.example` });

    // At most twenty an hour.
    const refused = await eventually(async () => {
      const { entries } = await shop.api<{ entries: AuditEntry[] }>('GET', '/api/audit?action=refused-page');
      expect(entries).toHaveLength(20);
      return entries.filter(({ details }) => details['page'] === 'https://a.example');
    });
    expect(refused.map(({ subject }) => subject.id).sort()).toEqual(servers.sort());
  });
});
