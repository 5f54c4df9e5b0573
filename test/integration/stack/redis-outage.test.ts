import { beforeAll, describe, expect, it } from 'vitest';
import { RedisServer, withoutRedisServer } from '../../contract/redis-server.ts';
import { atTheEnd } from './support/cleanup.ts';
import { eventually } from './support/eventually.ts';
import { expectConsistent, expectPublished } from './support/expect-consistent.ts';
import { byStock, PRICE_WHEN, product, STOCK } from './support/goods.ts';
import { type OpenShop, openShop } from './support/open-shop.ts';
import { freePorts } from './support/scratch.ts';
import { redisAt } from './support/stack-child.ts';

describe.skipIf(withoutRedisServer)('a stack whose Redis goes away', () => {
  let opened: OpenShop;
  let redisPort: number;
  beforeAll(async () => {
    const port = await freePorts();
    redisPort = port + 3;
    opened = await openShop({ port });
    await opened.shop.putPolicy(byStock());
    await opened.shop.stock(product('MOVED'), product('QUIET'));
  });

  const shutDown = async () => {
    const client = await redisAt(redisPort);
    await client?.call('SHUTDOWN', 'NOSAVE').catch(() => {});
    await eventually(async () => expect(await redisAt(redisPort)).toBeUndefined());
  };

  it('decides meanwhile, answers readers from the record, and publishes when it is back', async () => {
    const { shop } = opened;
    await shutDown();

    const [id = ''] = await shop.send({ productId: 'MOVED', stock: STOCK.low, sequence: 1 });
    await eventually(async () =>
      expect(await shop.price('MOVED')).toMatchObject({ price: PRICE_WHEN.low, source: 'record' }),
    );
    expect(await shop.price('QUIET')).toMatchObject({ price: 10_000, source: 'record' });
    // Its publishing is tried for some seconds; then it is the sweeper's.
    await eventually(async () => expect((await shop.trace(id))[0]?.error).toBe('LeftForSweeper'), 30_000);
    expect((await shop.event(id)).row.outcome).toBeUndefined();

    const server = new RedisServer(redisPort);
    await server.start();
    atTheEnd(() => server.stop());
    await shop.age(id);

    expect(await shop.ended(id, 60_000)).toMatchObject({ outcome: 'priced', 'price.revision': 2, sweeps: 1 });
    await shop.price('QUIET');
    for (const productId of ['MOVED', 'QUIET']) await eventually(() => expectPublished(shop, productId));
    await expectConsistent(shop, 'MOVED');
    expect(await shop.price('MOVED')).toMatchObject({ source: 'cache' });
  });

  it('stops, even though its redis-server was killed', async () => {
    const port = await freePorts();
    const { shop, close } = await openShop({ port });
    const pid = Number((await shop.redis.info('server')).match(/process_id:(\d+)/)?.[1]);
    process.kill(pid, 'SIGKILL');
    await eventually(async () => expect(await redisAt(port + 3)).toBeUndefined());

    const stopped = close().then(() => true);

    await eventually(async () => expect(await Promise.race([stopped, false])).toBe(true), 10_000);
  });
});
