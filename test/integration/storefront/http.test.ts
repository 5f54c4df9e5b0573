import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dynamoCatalog } from '../../../adapters/catalog.ts';
import { redisPriceCache } from '../../../adapters/price-cache.ts';
import { dynamoPriceStates } from '../../../adapters/price-state.ts';
import { storefrontApp } from '../../../storefront/app.ts';
import { type Subscribe, subscriptions } from '../../../storefront/prices-channel.ts';
import { publishPriceInForce } from '../../../tasks/publish-price.ts';
import { type OpenDynamo, openDynamo } from '../../contract/dynalite.ts';
import { RedisServer, withoutRedisServer } from '../../contract/redis-server.ts';
import { committing, NAMES, product } from '../../contract/samples.ts';
import { SentEvents } from '../../contract/sse.ts';

describe.skipIf(withoutRedisServer)('the storefront over HTTP, DynamoDB and Redis', () => {
  let dynamo: OpenDynamo;
  let redis: RedisServer;
  let clients: Redis[];
  let server: Server;
  let url: string;
  let listening: number;
  const streams: SentEvents[] = [];

  beforeEach(async () => {
    [dynamo, redis] = await Promise.all([openDynamo(), RedisServer.start()]);
    clients = [await redis.connected(), await redis.connected()];
    listening = 0;
    server = serve({
      fetch: storefrontApp({ ...deps(), subscribe: counted(subscriptions(clients[1] as Redis, NAMES)) })
        .fetch,
      port: 0,
      hostname: '127.0.0.1',
    }) as Server;
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    for (const stream of streams.splice(0)) await stream.close().catch(() => {});
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    for (const client of clients) client.disconnect();
    await redis.stop();
    await dynamo.close();
  });

  const deps = () => ({
    catalog: dynamoCatalog(dynamo.tables, 'catalog', Date.now),
    priceStates: dynamoPriceStates(dynamo.tables, 'price-state'),
    cache: redisPriceCache(clients[0] as Redis, NAMES),
    newEpoch: () => crypto.randomUUID(),
    clock: () => new Date().toISOString(),
  });
  const counted =
    (subscribe: Subscribe): Subscribe =>
    (listener) => {
      listening += 1;
      const stop = subscribe(listener);
      return () => {
        listening -= 1;
        stop();
      };
    };
  /** Puts the next price of SKU1 in force. Only `publish` makes it visible. */
  const decide = async (revision: number) => {
    const { catalog, priceStates } = deps();
    if (revision === 1) await catalog.putProduct(product());
    expect(await priceStates.commit(committing(revision, `e${revision}`), `e${revision}`)).toBe(true);
  };
  const publish = () => publishPriceInForce(deps(), 'SKU1');
  const get = (path: string, headers: Record<string, string> = {}) => fetch(url + path, { headers });
  const body = async (path: string) => (await get(path)).json() as Promise<Record<string, unknown>>;
  const stream = async () => {
    const events = new SentEvents(await get('/v1/prices/stream?ids=SKU1'));
    streams.push(events);
    return events;
  };
  const price = '/v1/prices/SKU1';

  it('answers from the record first, and from Redis from then on', async () => {
    await decide(1);

    expect(await body(price)).toMatchObject({ price: 999, 'price.revision': 1, source: 'record' });
    expect(await body(price)).toMatchObject({ price: 999, 'price.revision': 1, source: 'cache' });
  });

  it('answers 304 to a client that has the price', async () => {
    await decide(1);

    const response = await get(price, { 'if-none-match': '"1"' });

    expect(response.status).toBe(304);
    expect(await response.text()).toBe('');
  });

  it('answers several at once, and reports missing ones', async () => {
    await decide(1);

    expect(await body('/v1/prices?ids=SKU1,none')).toMatchObject({
      prices: [{ productId: 'SKU1' }],
      missing: [{ productId: 'none', status: 404 }],
    });
  });

  it.each(['/v1/prices/%zz', '/v1/prices/%00', '/v1/prices/a%7Bb'])('refuses the path %s', async (path) => {
    expect((await get(path)).status).toBe(400);
  });

  it('continues from the record when Redis dies, and from memory when DynamoDB does too', async () => {
    await decide(1);
    await publish();
    expect(await body(price)).toMatchObject({ source: 'cache' });

    await redis.stop();
    expect(await body(price)).toMatchObject({ 'price.revision': 1, source: 'record' });

    await dynamo.close();
    const response = await get(price);
    expect(response.headers.get('warning')).toContain('110');
    expect(await response.json()).toMatchObject({ 'price.revision': 1, source: 'memory' });
    expect((await get('/v1/prices/other')).status).toBe(503);
  });

  it('fills a Redis that comes back empty', async () => {
    await decide(1);
    await publish();
    await redis.stop();
    await redis.start();

    await vi.waitFor(async () => expect(await body(price)).toMatchObject({ source: 'cache' }), 10_000);
  });

  it('streams the price as it is and as it changes', async () => {
    await decide(1);
    await publish();
    const events = await stream();
    expect(await events.nextNamed('price')).toMatchObject({ 'price.revision': 1 });

    await decide(2);
    await publish();

    expect(await events.nextNamed('price')).toMatchObject({ 'price.revision': 2 });
  });

  it('streams on after Redis was away, with what was decided meanwhile', async () => {
    await decide(1);
    await publish();
    const events = await stream();
    await events.nextNamed('price');
    await redis.stop();
    await decide(2);
    await redis.start();

    expect(await events.nextNamed('price')).toMatchObject({ 'price.revision': 2 });

    await decide(3);
    await vi.waitFor(publish, 10_000);
    expect(await events.nextNamed('price')).toMatchObject({ 'price.revision': 3 });
  });

  it('closes a stream whose client has disconnected', async () => {
    await decide(1);
    const events = await stream();
    await events.nextNamed('price');
    expect(listening).toBe(1);

    await events.close();

    await vi.waitFor(() => expect(listening).toBe(0), 10_000);
  });
});
