import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { PriceState } from '../../../domain/state/price-state.ts';
import { toPublished } from '../../../tasks/publish-price.ts';
import { withoutRedisServer } from '../../contract/redis-server.ts';
import { eventually } from './support/eventually.ts';
import { byStock, product, STOCK } from './support/goods.ts';
import { idsOf, priced, writeItems } from './support/plant.ts';
import { freePorts, freshDir } from './support/scratch.ts';
import type { Shop } from './support/shop.ts';
import { redisAt, StackChild } from './support/stack-child.ts';

const PRODUCTS = 10_000;
const SOLD = idsOf('SOLD', 20);
/** For a busy machine; on a quiet one it takes some seconds. */
const PATIENCE_MS = 60_000;

describe.skipIf(withoutRedisServer)('a redis-server that is killed in a sale', () => {
  it(`is back, and shows the price in force of ${PRODUCTS} products, by itself`, async () => {
    const port = await freePorts();
    const { shop } = await StackChild.start({ dataDir: await freshDir(), port });
    await shop.putPolicy(byStock());
    await shop.stock(...SOLD.map((id) => product(id)));
    const quiet = idsOf('QUIET', PRODUCTS - SOLD.length).map((id) => priced(id));
    await writeItems(shop.dynamodb, 'price-state', quiet);
    await (await shop.call('POST', '/api/cache/rebuild', {})).text();
    const before = await redisAt(port + 3);
    expect(await before?.dbsize()).toBe(PRODUCTS + 1);
    const pid = Number((await before?.info('server'))?.match(/process_id:(\d+)/)?.[1]);

    const sale = selling(shop);
    await eventually(() => expect(sale.sent()).toBeGreaterThan(100));
    process.kill(pid, 'SIGKILL');
    const killed = performance.now();
    const redis = await eventually(async () => {
      const client = await redisAt(port + 3);
      expect(client).toBeDefined();
      return client as NonNullable<typeof client>;
    });
    const back = performance.now();
    await eventually(
      async () => expect(await redis.hget('local:filled', 'server')).not.toBeNull(),
      PATIENCE_MS,
    );
    const filled = performance.now();
    await sale.stop();
    for (const id of SOLD) await shop.settled(id, 60_000);

    console.log(
      `redis-server was back after ${Math.round(back - killed)} ms, and full ${Math.round(filled - back)} ms later, with ${sale.sent()} events sent meanwhile`,
    );
    // Products in the sale have the price of their last decision; the others are unchanged.
    const states = [...quiet, ...(await Promise.all(SOLD.map((id) => shop.state(id))))];
    const hashes = await redis
      .pipeline(states.map(({ productId }) => ['hgetall', `local:price:${productId}`]))
      .exec();
    const shown = (hashes ?? []).map(([, hash]) => hash as Record<string, string>);
    const wrong = states.filter(
      (state, at) => !isDeepStrictEqual({ ...withoutEpoch(shown[at]) }, expected(state)),
    );
    expect(wrong.map(({ productId }) => productId)).toEqual([]);
    redis.disconnect();
    before?.disconnect();
  });
});

function expected(state: PriceState): Record<string, string> {
  const { price } = PriceState.parse(state);
  const fields = Object.entries(price ? toPublished(price) : {});
  return { referencePrice: '', ...Object.fromEntries(fields.map(([name, value]) => [name, String(value)])) };
}

const withoutEpoch = ({ epoch: _, ...hash }: Record<string, string> = {}) => hash;

/** Changes of stock that move prices, some 50 a second. */
function selling(shop: Shop) {
  let stopping = false;
  let sent = 0;
  const run = (async () => {
    for (let sequence = 1; !stopping; sequence += 1) {
      const stock = sequence % 2 === 0 ? STOCK.low : STOCK.over;
      sent += (await shop.send(...SOLD.map((productId) => ({ productId, stock, sequence })))).length;
      await new Promise((done) => setTimeout(done, 400));
    }
  })();
  return {
    sent: () => sent,
    async stop() {
      stopping = true;
      await run;
    },
  };
}
