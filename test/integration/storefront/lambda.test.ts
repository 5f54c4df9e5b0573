import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dynamoCatalog } from '../../../adapters/catalog.ts';
import { dynamoPriceStates } from '../../../adapters/price-state.ts';
import { LOCAL_AWS } from '../../../local/services/aws.ts';
import { type OpenDynamo, openDynamo } from '../../contract/dynalite.ts';
import { RedisServer, withoutRedisServer } from '../../contract/redis-server.ts';
import { committing, product } from '../../contract/samples.ts';

type Handler = typeof import('../../../storefront/lambda.ts')['handler'];
type Request = Parameters<Handler>[0];

/** The event of an HTTP API (payload format 2.0). */
const request = (path: string, { method = 'GET', query = '', headers = {} } = {}) =>
  ({
    version: '2.0',
    routeKey: 'ANY /v1/prices/{rest+}',
    rawPath: path,
    rawQueryString: query,
    headers: { host: 'api.example', ...headers },
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'api.example',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'r1',
      stage: '$default',
      timeEpoch: 0,
    },
    isBase64Encoded: false,
  }) as unknown as Request;

describe.skipIf(withoutRedisServer)('the storefront as a function', () => {
  let dynamo: OpenDynamo;
  let server: RedisServer;
  let admin: Redis;
  let handler: Handler;

  beforeEach(async () => {
    [dynamo, server] = await Promise.all([openDynamo(), RedisServer.start()]);
    admin = await server.connected();
    const env = {
      AWS_REGION: LOCAL_AWS.region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
      CATALOG_TABLE: 'catalog',
      PRICE_STATE_TABLE: 'price-state',
      REDIS_URL: `redis://127.0.0.1:${server.port}`,
      CACHE_NAME: 'pricewire',
      STAGE: 'test',
    };
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    // A new process for each test, because it remembers its answers.
    vi.resetModules();
    ({ handler } = await import('../../../storefront/lambda.ts'));
    await dynamoCatalog(dynamo.tables, 'catalog', Date.now).putProduct(product());
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    admin.disconnect();
    await server.stop();
    await dynamo.close();
  });

  const ask = async (...args: Parameters<typeof request>) => {
    const answer = (await handler(request(...args))) as {
      statusCode: number;
      headers: Record<string, string>;
      body: string;
    };
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: answer.body ? JSON.parse(answer.body) : undefined,
    };
  };
  /** Puts the next price of SKU1 in force. */
  const decide = (revision: number) =>
    dynamoPriceStates(dynamo.tables, 'price-state').commit(
      committing(revision, `e${revision}`),
      `e${revision}`,
    );

  it('answers from the record first, and from Redis from then on', async () => {
    await decide(1);

    expect(await ask('/v1/prices/SKU1')).toMatchObject({
      status: 200,
      headers: { etag: '"1"', 'content-type': 'application/json' },
      body: { price: 999, 'price.revision': 1, source: 'record' },
    });
    expect(await ask('/v1/prices/SKU1')).toMatchObject({ body: { source: 'cache' } });
  });

  it('describes itself', async () => {
    const { status, body } = await ask('/openapi.json');
    expect([status, body.info.title]).toEqual([200, 'Pricewire: storefront']);
  });

  it('answers 304 to a client that has the price, and several at once', async () => {
    await decide(1);

    expect(await ask('/v1/prices/SKU1', { headers: { 'if-none-match': '"1"' } })).toMatchObject({
      status: 304,
    });
    expect(await ask('/v1/prices', { query: 'ids=SKU1,a%2Cb' })).toMatchObject({
      body: { prices: [{ productId: 'SKU1' }], missing: [{ productId: 'a,b', status: 404 }] },
    });
  });

  it('answers nothing older than it has answered before, for any content of Redis', async () => {
    await decide(1);
    await decide(2);
    await ask('/v1/prices/SKU1');
    await admin.hset('test:price:SKU1', 'price.revision', 1, 'price', 1);

    expect(await ask('/v1/prices/SKU1')).toMatchObject({ body: { 'price.revision': 2 } });
  });

  it('answers nothing older than the reader has seen elsewhere', async () => {
    await decide(1);
    await ask('/v1/prices/SKU1');
    await decide(2);

    const answer = await ask('/v1/prices/SKU1', { query: 'minRevision=2' });

    expect(answer).toMatchObject({ body: { 'price.revision': 2, source: 'record' } });
  });

  it('answers from the record at once while there is no Redis', async () => {
    await decide(1);
    await server.stop();
    const started = performance.now();

    expect(await ask('/v1/prices/SKU1')).toMatchObject({ body: { 'price.revision': 1, source: 'record' } });
    expect(performance.now() - started).toBeLessThan(1500);
  });

  // An HTTP API decodes %2541 to %41, and %2F to a slash, before it calls the function.
  it.each(['%41', '100% wool', 'A/B', 'red#1', 'Tür'])(
    'answers for the product %s, as its path is passed',
    async (id) => {
      await dynamoCatalog(dynamo.tables, 'catalog', Date.now).putProduct(product(id));

      expect(await ask(`/v1/prices/${id}`)).toMatchObject({
        status: 404,
        body: {
          type: 'urn:pricewire:problem:no-price-yet',
          detail: expect.stringContaining(`${id} is in the catalog`),
        },
      });
    },
  );

  it('opens no stream, and names the alternative', async () => {
    expect(await ask('/v1/prices/stream', { query: 'ids=SKU1' })).toMatchObject({
      status: 501,
      headers: { 'content-type': 'application/problem+json' },
      body: {
        type: 'urn:pricewire:problem:no-live-prices',
        detail: expect.stringContaining('GET /v1/prices?ids='),
      },
    });
  });

  it('answers 405 to other methods', async () => {
    expect(await ask('/v1/prices/SKU1', { method: 'POST' })).toMatchObject({
      status: 405,
      headers: { allow: 'GET' },
    });
  });
});
