import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { redisPriceCache } from '../../../adapters/price-cache.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { CacheUnavailable } from '../../../domain/values/errors.ts';
import { storefrontApp } from '../../../storefront/app.ts';
import { connected, redisClient } from '../../../tasks/handlers/redis.ts';
import { type Publisher, publishPriceInForce } from '../../../tasks/publish-price.ts';
import { RedisServer } from '../../contract/redis-server.ts';
import { NAMES } from '../../contract/samples.ts';
import { memoryCatalog } from '../../fakes/memory-catalog.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { inForce, NOW, state } from '../../unit/domain/make.ts';
import { catalogOf, productIds } from '../goods.ts';
import { seededRandom } from '../random.ts';
import { FaultyProxy } from './proxy.ts';

const PRODUCTS = 20;
const WRITERS = 48;
const CONNECTIONS = 4;
/** Readers of Redis itself, and of as many storefront processes. */
const READERS = 4;
const HARM = 0.01;
const FLUSH_EVERY_MS = 150;

export interface Written {
  writes: number;
  reads: number;
  flushes: number;
  failedPublishes: number;
  broken: string[];
}

/** Publishes thousands of new prices to a real Redis that loses data, over connections that break, with eight readers. */
export async function writeMany(writes: number, seed: number): Promise<Written> {
  const random = seededRandom(seed);
  const server = await RedisServer.start();
  const proxy = await FaultyProxy.start(server.port, random);
  const direct = await server.connected();
  const url = `redis://127.0.0.1:${proxy.port}`;
  const connections = Array.from({ length: CONNECTIONS + READERS }, () =>
    redisClient(url).setMaxListeners(0),
  );
  const products = productIds(PRODUCTS);
  const states = Object.fromEntries(products.map((id) => [id, priced(id, 1)]));
  const priceStates = memoryPriceStates(states);
  const result: Written = { writes: 0, reads: 0, flushes: 0, failedPublishes: 0, broken: [] };
  let open = true;

  const publishers = connections.map((connection) => ({
    connection,
    publisher: { priceStates, cache: redisPriceCache(connection, NAMES), newEpoch: randomUUID },
  }));
  // Like the workflow, tries a publish until it succeeds.
  const publish = async (productId: string): Promise<void> => {
    for (;;) {
      const { connection, publisher } = random.oneOf(publishers.slice(0, CONNECTIONS));
      try {
        await connected(connection);
        await publishPriceInForce(publisher, productId);
        return;
      } catch (error) {
        if (!(error instanceof CacheUnavailable)) throw error;
        result.failedPublishes += 1;
      }
    }
  };
  const write = async (): Promise<void> => {
    while (result.writes < writes || isTame(result)) {
      result.writes += 1;
      const productId = random.oneOf(products);
      states[productId] = priced(productId, (states[productId]?.revision ?? 0) + 1);
      await publish(productId);
    }
  };
  const flush = async (): Promise<void> => {
    while (open) {
      await pause(random.between(0, 2 * FLUSH_EVERY_MS));
      await direct.flushall();
      result.flushes += 1;
    }
  };
  const notice = (wrong: unknown) => void result.broken.push(String(wrong));
  const readRedis = async (): Promise<void> => {
    const seen = new Map<string, number>();
    while (open) {
      await pause(1);
      const productId = random.oneOf(products);
      const { epoch, 'price.revision': revision = 0 } = await direct.hgetall(NAMES.price(productId));
      const within = `${productId} in the epoch ${epoch}`;
      if (Number(revision) < (seen.get(within) ?? 0))
        notice(`Redis went from revision ${seen.get(within)} of ${within} back to ${revision}`);
      seen.set(within, Number(revision));
      result.reads += 1;
    }
  };
  const readStorefront = async ({ publisher }: { publisher: Publisher }): Promise<void> => {
    const seen = new Map<string, number>();
    const catalog = memoryCatalog(catalogOf(products));
    const app = storefrontApp({
      ...publisher,
      catalog,
      clock: () => new Date().toISOString(),
      onFault: notice,
    });
    while (open) {
      await pause(1);
      const productId = random.oneOf(products);
      const response = await app.request(`/v1/prices/${productId}`);
      const { 'price.revision': revision = 0 } = (await response.json()) as { 'price.revision'?: number };
      if (response.status !== 200) notice(`a reader of ${productId} got ${response.status}`);
      else if (revision < (seen.get(productId) ?? 0))
        notice(`a reader of ${productId} was shown revision ${revision} after ${seen.get(productId)}`);
      seen.set(productId, revision);
      result.reads += 1;
    }
  };

  for (const { connection } of publishers) await connected(connection);
  proxy.harm(HARM, random);
  const beside = [
    flush(),
    ...Array.from({ length: READERS }, readRedis),
    ...publishers.slice(CONNECTIONS).map(readStorefront),
  ];
  await Promise.all(Array.from({ length: WRITERS }, write));
  open = false;
  proxy.harm(0, random);
  await Promise.all(beside);
  await proxy.settled();
  for (const productId of products) {
    const shown = await direct.hget(NAMES.price(productId), 'price.revision');
    const newest = states[productId]?.price?.revision;
    if (shown !== null && Number(shown) !== newest)
      notice(`Redis shows revision ${shown} of ${productId} in the end; ${newest} is in force`);
  }
  for (const connection of connections) connection.disconnect();
  direct.disconnect();
  await proxy.stop();
  await server.stop();
  return result;
}

/** A run with too few faults continues. */
const isTame = ({ flushes, failedPublishes, reads }: Written): boolean =>
  flushes < 3 || failedPublishes < 3 || reads < 300;

const priced = (productId: string, revision: number): PriceState =>
  state({
    productId,
    revision,
    price: inForce(1_000 + revision, { revision, since: NOW, eventId: `event-${revision}` }),
  });
