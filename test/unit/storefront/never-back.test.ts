import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PublishedPrice } from '../../../adapters/price-cache.ts';
import { CacheUnavailable, StoreUnavailable } from '../../../domain/values/errors.ts';
import { Shop, told } from './shop.ts';

const price = '/v1/prices/SKU1';

describe('a storefront process never goes back', () => {
  it('when Redis shows an older price than it has served: it reads the record', async () => {
    const shop = new Shop();
    await shop.sell('SKU1', 7);
    await shop.get(price);
    shop.cacheShows('SKU1', 5);

    expect(await shop.body(price)).toMatchObject({ 'price.revision': 7, source: 'record' });
    expect(await shop.body(price)).toMatchObject({ 'price.revision': 7, source: 'cache' });
  });

  it('when another answer was sent while one product of many was still being read', async () => {
    let release = () => {};
    let reading = () => {};
    const isReading = new Promise<void>((resolve) => {
      reading = resolve;
    });
    const inner = new Shop();
    const { priceStates } = inner.deps;
    const shop = new Shop({
      cache: inner.deps.cache,
      catalog: inner.deps.catalog,
      priceStates: {
        ...priceStates,
        async read(productId) {
          if (productId === 'slow') {
            reading();
            await new Promise<void>((resolve) => {
              release = resolve;
            });
          }
          return priceStates.read(productId);
        },
      },
    });
    await inner.sell('SKU1', 7);
    inner.list('slow');
    inner.decide('slow', 1);

    const many = shop.body('/v1/prices?ids=SKU1,slow');
    await isReading;
    await inner.sell('SKU1', 8);
    expect(await shop.body(price)).toMatchObject({ 'price.revision': 8 });
    release();

    expect(await many).toMatchObject({ prices: [{ productId: 'SKU1', 'price.revision': 8 }, {}] });
  });

  it('for any content of Redis, any outage and any order of answers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(step, { minLength: 2, maxLength: 12 }),
        async (scheduler, steps) => {
          const { served, wrong } = await run(scheduler, steps);

          expect(served).toEqual([...served].sort((a, b) => a - b));
          expect(wrong).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });
});

const step = fc.oneof(
  fc.record({ kind: fc.constant('ask' as const), path: fc.constantFrom(price, `/v1/prices?ids=SKU1,SKU2`) }),
  fc.record({ kind: fc.constant('decide' as const) }),
  // Content of Redis: any price that was ever in force, or none; `behind` is the distance from the newest.
  fc.record({ kind: fc.constant('show' as const), behind: fc.option(fc.nat(5), { nil: undefined }) }),
  // Never decided: a revision above all others, or the newest with another amount.
  fc.record({ kind: fc.constant('forge' as const), above: fc.nat(3) }),
  fc.record({
    kind: fc.constant('fail' as const),
    part: fc.constantFrom('cache' as const, 'record' as const),
  }),
  fc.record({ kind: fc.constant('mend' as const) }),
  fc.record({ kind: fc.constant('settle down' as const) }),
);

/** Runs the steps with the answers of the stores in the scheduler's order. Returns the served revisions in order. */
async function run(
  scheduler: fc.Scheduler,
  steps: (typeof step extends fc.Arbitrary<infer S> ? S : never)[],
) {
  let newest = 1;
  let shown: PublishedPrice | undefined = told(1);
  const down = new Set<string>();
  const inner = new Shop();
  for (const id of ['SKU1', 'SKU2']) await inner.sell(id, 1);
  const { priceStates, cache } = inner.deps;
  // A store reads at the call, and answers when the scheduler says so.
  const answer = async <T>(part: string, read: () => T | Promise<T>): Promise<T> => {
    const fault = part === 'cache' ? new CacheUnavailable(part) : new StoreUnavailable(part);
    const found = down.has(part) ? fault : await read();
    await scheduler.schedule(Promise.resolve(), part);
    if (found instanceof Error) throw found;
    return found;
  };
  const shop = new Shop({
    catalog: inner.deps.catalog,
    cache: {
      ...cache,
      readMany: (ids) => {
        const price = shown;
        return answer('cache', () => ids.map(() => price));
      },
      epoch: () => answer('cache', () => 'epoch'),
      put: () => answer('cache', () => ({ kind: 'put' as const })),
    },
    priceStates: {
      ...priceStates,
      read: (id) => answer('record', () => priceStates.read(id)),
      readPrices: (ids) => answer('record', () => priceStates.readPrices(ids)),
    },
  });
  const served: number[] = [];
  const wrong: unknown[] = [];
  const asked: Promise<void>[] = [];

  for (const each of steps) {
    if (each.kind === 'ask') asked.push(ask(shop, each.path, served, wrong));
    if (each.kind === 'decide') {
      newest += 1;
      for (const id of ['SKU1', 'SKU2']) inner.decide(id, newest);
    }
    if (each.kind === 'show')
      shown = each.behind === undefined ? undefined : told(Math.max(1, newest - each.behind));
    if (each.kind === 'forge') shown = { ...told(newest + each.above), price: 1 };
    if (each.kind === 'fail') down.add(each.part);
    if (each.kind === 'mend') down.clear();
    if (each.kind === 'settle down') await scheduler.waitFor(Promise.all(asked));
  }
  await scheduler.waitFor(Promise.all(asked));
  return { served, wrong };
}

async function ask(shop: Shop, path: string, served: number[], wrong: unknown[]): Promise<void> {
  const response = await shop.get(path);
  if (response.status !== 200) return;
  const body = JSON.parse(await response.text());
  for (const found of body.prices ?? [body]) {
    if (found.productId === 'SKU1') served.push(found['price.revision']);
    if (found.price !== 900 + found['price.revision']) wrong.push(found);
  }
}
