import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { atTheEnd } from './support/cleanup.ts';
import { byStock, PRICE_WHEN, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import type { Shop } from './support/shop.ts';

type Answer = (response: ServerResponse) => void;

const TIMEOUT_MS = 300;

const fault =
  (status: number, type: string): Answer =>
  (response) =>
    response
      .writeHead(status, { 'x-amzn-ErrorType': type, 'content-type': 'application/json' })
      .end(JSON.stringify({ Message: 'told', OriginalStatusCode: 500, OriginalMessage: 'told' }));
const text =
  (body: string, status = 200): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'text/csv' }).end(body);

/** Every failure of an endpoint, and the reason that the fallback to rules must give. */
const FAILURES: Record<string, [Answer, reason: RegExp]> = {
  'a model that throws': [fault(424, 'ModelError'), /^ModelUnavailable: .*ModelError/],
  'a model that is loading': [fault(429, 'ModelNotReadyException'), /^ModelUnavailable: .*ModelNotReady/],
  'a fault behind the service': [
    fault(530, 'InternalDependencyException'),
    /^ModelUnavailable: .*InternalDependency/,
  ],
  'a fault of the service': [fault(500, 'InternalFailure'), /^ModelUnavailable: .*InternalFailure/],
  'no service': [fault(503, 'ServiceUnavailable'), /^ModelUnavailable: .*ServiceUnavailable/],
  'a throttle': [fault(400, 'ThrottlingException'), /^ModelUnavailable: .*Throttling/],
  'a refusal': [fault(400, 'ValidationError'), /^ModelUnavailable: .*ValidationError/],
  'no permission': [fault(403, 'AccessDeniedException'), /^ModelUnavailable: .*AccessDenied/],
  'an error page': [text('<html>Bad Gateway</html>', 502), /^ModelUnavailable: /],
  'an answer that never comes': [() => {}, /^ModelTimeout: /],
  'an answer that never ends': [
    (response) => void response.writeHead(200, { 'content-type': 'text/csv' }).write('1\n'),
    /^ModelTimeout: /,
  ],
  'a connection that breaks': [(response) => void response.destroy(), /^ModelUnavailable: /],
  'half an answer': [
    (response) => {
      response.writeHead(200, { 'content-type': 'text/csv', 'content-length': '100' }).write('1\n');
      setImmediate(() => response.destroy());
    },
    /^Model(Unavailable|Timeout): /,
  ],
  'no words': [text(''), /^SenselessAnswer: 1 answers/],
  'a page in place of numbers': [text('<html>ok</html>'), /^SenselessAnswer: /],
  'too few numbers': [text('1\n2'), /^SenselessAnswer: 2 answers/],
  'too many numbers': [text('1\n'.repeat(500)), /^SenselessAnswer: 500 answers/],
};

const wrong = (value: string): Answer => text(Array.from({ length: 200 }, () => value).join('\n'));
const WRONG_NUMBERS = ['NaN', '-1', 'Infinity', '1e999', '-Infinity', 'null', '0x10 apples', '0'];

describe('a model endpoint that fails', () => {
  let shop: Shop;
  let answer: Answer = () => {};
  let sequence = 1;
  let rows = 0;
  beforeAll(async () => {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        rows = body.trim().split('\n').length;
        answer(response);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    atTheEnd(async () => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    ({ shop } = await openShop({ path: '', modelUrl: `http://127.0.0.1:${port}` }));
    await shop.putPolicy(byStock({ model: { use: true, timeoutMs: TIMEOUT_MS } }));
    await shop.stock(product('SKU1', { baselineUnitsPerHour: 5 }));
  });

  /** The row of one more event. The stock alternates, so that the rules have a new price each time. */
  async function priced() {
    sequence += 1;
    const low = sequence % 2 === 0;
    const [id = ''] = await shop.send({
      productId: 'SKU1',
      stock: low ? STOCK.low : STOCK.normal,
      sequence,
      occurredAt: new Date().toISOString(),
    });
    const row = await shop.ended(id);
    return { row, decision: (await shop.event(id)).row, low };
  }

  const expectRules = async (reason: RegExp) => {
    const { row, decision, low } = await priced();
    expect(row.outcome).toBe('priced');
    expect(decision).toMatchObject({
      source: 'rules',
      price: low ? PRICE_WHEN.low : PRICE_WHEN.normal,
      fallbackReason: expect.stringMatching(reason),
    });
    // The model's own time-out plus the time of any event.
    expect(row.latencyMs).toBeLessThan(2_000);
  };

  it.each(Object.entries(FAILURES))(
    'with %s leaves the price to the rules, in time',
    async (_what, [how, reason]) => {
      answer = how;
      await expectRules(reason);
    },
  );

  it.each(WRONG_NUMBERS)(
    'with %s in place of numbers leaves the price to the rules, in time',
    async (value) => {
      answer = (response) => wrong(value)(response);
      await expectRules(/^SenselessAnswer: /);
      answer = (response) => text(Array.from({ length: rows }, () => value).join('\n'))(response);
      await expectRules(/^SenselessAnswer: /);
    },
  );

  it('is asked again by the next event', async () => {
    answer = (response) =>
      text(Array.from({ length: rows }, (_, at) => String(1 / (at + 1))).join('\n'))(response);
    const { decision } = await priced();
    expect(decision?.source).toBe('model');
  });
});
