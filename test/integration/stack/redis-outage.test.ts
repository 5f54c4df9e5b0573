import { beforeAll, describe, expect, it } from 'vitest';
import { RedisServer, withoutRedisServer } from '../../contract/redis-server.ts';
import { atTheEnd } from './support/cleanup.ts';
import { eventually } from './support/eventually.ts';
import { expectConsistent, expectPublished } from './support/expect-consistent.ts';
import { byStock, PRICE_WHEN, product, STOCK } from './support/goods.ts';
import { type OpenShop, openShop } from './support/open-shop.ts';
import { freePorts } from './support/scratch.ts';
import type { Shop } from './support/shop.ts';
import { redisAt } from './support/stack-child.ts';

describe.skipIf(withoutRedisServer)('a stack whose Redis goes away', () => {
  let opened: OpenShop;
  // The stack would restart a Redis of its own.
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
    atTheEnd(() => server.stop());
    opened = await openShop({ redisUrl: `redis://127.0.0.1:${server.port}` });
    await opened.shop.putPolicy(byStock());
    await opened.shop.stock(product('MOVED'), product('QUIET'));
  });

  it('decides meanwhile, answers readers from the record, and publishes when it is back', async () => {
    const { shop } = opened;
    await server.stop();

    const [id = ''] = await shop.send({ productId: 'MOVED', stock: STOCK.low, sequence: 1 });
    await eventually(async () =>
      expect(await shop.price('MOVED')).toMatchObject({ price: PRICE_WHEN.low, source: 'record' }),
    );
    expect(await shop.price('QUIET')).toMatchObject({ price: 10_000, source: 'record' });
    // Its publishing is tried for some seconds; then it waits for the end of the outage.
    await eventually(async () => expect((await shop.trace(id))[0]?.end.kind).toBe('waiting'), 30_000);
    expect((await shop.event(id)).row.outcome).toBeUndefined();

    await server.start();

    expect(await shop.ended(id, 90_000)).toMatchObject({ outcome: 'priced', 'price.revision': 2 });
    for (const productId of ['MOVED', 'QUIET']) await eventually(() => expectPublished(shop, productId));
    await expectConsistent(shop, 'MOVED');
    expect(await shop.price('MOVED')).toMatchObject({ source: 'cache' });
  });

  it('stops, even though its redis-server was killed at that moment', async () => {
    const port = await freePorts();
    const { shop, close } = await openShop({ port });
    const pid = await pidOf(shop);
    process.kill(pid, 'SIGKILL');

    const stopped = close().then(() => true);

    await eventually(async () => expect(await Promise.race([stopped, false])).toBe(true), 10_000);
    expect(await redisAt(port + 3)).toBeUndefined();
  });

  it('starts its redis-server again as often as it ends, and says so', async () => {
    const notices: string[] = [];
    const { shop, stack } = await openShop({
      port: await freePorts(),
      onNotice: (line) => notices.push(line),
    });
    await shop.putPolicy(byStock());
    await shop.stock(product('SKU1'));
    let pid = await pidOf(shop);
    const again = () => notices.filter((line) => line.includes('was started again'));

    for (let time = 1; time <= 5; time += 1) {
      process.kill(pid, 'SIGKILL');
      await eventually(async () => {
        expect(again()).toHaveLength(time);
        await expectPublished(shop, 'SKU1');
      });
      pid = await pidOf(shop);
    }
    await stack.stop();
  });
});

const pidOf = async ({ redis }: Shop): Promise<number> =>
  Number((await redis.info('server')).match(/process_id:(\d+)/)?.[1]);
