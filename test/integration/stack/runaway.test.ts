import { beforeAll, describe, expect, it } from 'vitest';
import type { PolicyDetail } from '../../../api/routes/policies.ts';
import type { Stack } from '../../../local/stack.ts';
import { pricewire } from '../../unit/cli/support.ts';
import { eventually } from './support/eventually.ts';
import { byStock, PRICE_WHEN, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import type { Shop } from './support/shop.ts';

const IDS = Array.from({ length: 12 }, (_, at) => `P${at}`);
const goods = (listPrice: number) => IDS.map((id) => product(id, { listPrice }));
const breaker = { sharePercent: 50, movePercent: 40, windowHours: 1, minimumProducts: 5 };

describe('a bad import of list prices', () => {
  let shop: Shop;
  let stack: Stack;
  let faults: unknown[];
  let before: string;

  const detail = () => shop.api<PolicyDetail>('GET', '/api/policies/default');
  const prices = async () => Promise.all(IDS.map(async (id) => (await shop.state(id)).price?.amount));
  const settled = () => Promise.all(IDS.map((id) => shop.settled(id)));
  const run = (...args: string[]) => pricewire([...args, '--url', stack.url]);

  beforeAll(async () => {
    ({ shop, stack, faults } = await openShop({ path: '' }));
    await shop.putPolicy(byStock({ breaker }));
    await shop.stock(...goods(PRICE_WHEN.normal));
    await shop.send(...IDS.map((productId) => ({ productId, stock: STOCK.normal, sequence: 1 })));
    await settled();
    before = new Date().toISOString();
    await shop.api('POST', '/api/products', { products: goods(PRICE_WHEN.normal / 2) });
    await eventually(async () => expect((await detail()).inForce.mode).toBe('paused'));
  });

  it('that halves them pauses the policy by itself, and says why', async () => {
    const { trip, tripped, inForce } = await detail();
    expect(tripped).toBe(true);
    expect(inForce.modeSince).toBe(trip?.at);
    expect(trip?.why).toMatch(/^\d+ of 12 active products moved by more than 40% within 1 h/);
    expect(trip?.products[0]).toMatchObject({ from: PRICE_WHEN.normal, to: PRICE_WHEN.normal / 2 });
    expect((await run('status')).out).toMatch(/tripped\.default +paused at .* active products moved/);
  });

  it('holds every event from then on', async () => {
    const [id = ''] = await shop.send({ productId: 'P0', stock: STOCK.low, sequence: 2 });
    expect(await shop.ended(id)).toMatchObject({ outcome: 'held', reason: 'paused' });
  });

  it('is corrected, and the former prices are restored while the policy is paused', async () => {
    await shop.api('POST', '/api/products', { products: goods(PRICE_WHEN.normal) });
    await settled();
    const dry = await run('rollback', '--since', before, '--dry-run', '--json');
    const halved = (await prices()).filter((price) => price !== PRICE_WHEN.normal).length;
    expect(JSON.parse(dry.out).total).toMatchObject({ rolledBack: halved, unchanged: IDS.length - halved });

    const { code } = await run('rollback', '--since', before, '--policy', 'default', '--why', 'bad import');

    expect(code).toBe(0);
    await eventually(async () => expect(await prices()).toEqual(IDS.map(() => PRICE_WHEN.normal)));
    await settled();
    expect((await shop.price('P0'))['price']).toBe(PRICE_WHEN.normal);
    const again = await run('rollback', '--since', before, '--json');
    expect(JSON.parse(again.out).total).toMatchObject({ rolledBack: 0, unchanged: IDS.length });
  });

  it('ends with the resumption, after which the same moves do not trip the breaker', async () => {
    expect((await run('resume')).out).toBe('default is live; 12 products are being repriced.\n');
    await settled();
    await eventually(async () => expect((await shop.state('P0')).price?.amount).toBe(PRICE_WHEN.low));
    expect(await detail()).toMatchObject({ inForce: { mode: 'live' }, tripped: false });
    expect((await run('status')).out).not.toContain('tripped');
  });

  it('trips the breaker again if it is repeated', async () => {
    await shop.api('POST', '/api/products', { products: goods(PRICE_WHEN.normal / 2) });
    await eventually(async () => expect((await detail()).tripped).toBe(true));
    expect(faults).toEqual([]);
  });
});

it('stops a runaway catalog at the start, if the stack ended before it was noticed', async () => {
  const first = await openShop({ path: '' });
  await first.shop.putPolicy(byStock({ breaker }));
  await first.shop.stock(...goods(PRICE_WHEN.normal));
  await first.shop.send(...IDS.map((productId) => ({ productId, stock: STOCK.normal, sequence: 1 })));
  await Promise.all(IDS.map((id) => first.shop.settled(id)));
  await first.shop.api('POST', '/api/products', { products: goods(PRICE_WHEN.normal / 2) });
  await first.stack.idle();
  await first.close();

  const { shop } = await openShop({ path: '', dataDir: first.dataDir });

  expect(await shop.api('GET', '/api/policies/default')).toMatchObject({
    inForce: { mode: 'paused' },
    tripped: true,
  });
});
