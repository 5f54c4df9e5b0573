import { afterEach, describe, expect, it } from 'vitest';
import type { Trip } from '../../../domain/decision/breaker.ts';
import { terms } from '../api/support.ts';
import { hoursAgo, minutesAgo, product, state } from '../domain/make.ts';
import { nothingRecorded, record, seeded } from '../tasks/price-history.ts';
import { pricewire, type Ran, type Served, serve } from './support.ts';

let stack: Served;
afterEach(() => stack.stop());

const ask = (...args: string[]): Promise<Ran> =>
  pricewire([...args, '--url', stack.url], { env: { USER: 'ann' } });

/** SKU1 moved from EUR 10.00 to 5.00 half an hour ago; SKU2 never had a price. */
function moved() {
  const recorded = nothingRecorded();
  record(recorded, 'SKU1', [seeded(hoursAgo(2)), { price: 500, at: minutesAgo(30) }]);
  return { ...recorded, products: { SKU1: product(), SKU2: product({ productId: 'SKU2' }) } };
}

/** The orders of the events on the bus. */
const orders = () =>
  stack.shop.events.map(({ detail }) => stack.shop.orders.orders[String(detail['orderId'])]);

describe('rollback', () => {
  it('asks for the prices of that time, and says of each product what it does', async () => {
    stack = await serve(moved());
    const { code, out } = await ask('rollback', '--since', hoursAgo(1), '--why', 'bad import');
    expect([code, out.split('\n')]).toEqual([
      0,
      [
        `SKU1  EUR 5.00 -> EUR 10.00, in force since ${hoursAgo(2)}  event-1`,
        `1 products return to the price of ${hoursAgo(1)}; 0 already have it, 1 had no price then.`,
        '',
      ],
    ]);
    expect(orders()).toMatchObject([{ kind: 'rollback', price: 1_000, by: 'ann', why: 'bad import' }]);
  });

  it('shows the price that the guardrails allow, and the next time that it stays, with the reason', async () => {
    const recorded = moved();
    const products = { SKU1: product({ highestPrice: 800 }) };
    stack = await serve({ ...recorded, products });
    const since = hoursAgo(1);
    const { out } = await ask('rollback', '--since', since, '--dry-run');
    expect(out).toContain(
      `SKU1  EUR 5.00 -> EUR 8.00, EUR 10.00 of ${hoursAgo(2)} is not possible: price-band: the product's highest price`,
    );
    await stack.stop();
    const [SKU1] = Object.values(recorded.states);
    const at = { amount: 800 as never, since: minutesAgo(1) };
    const back = { ...SKU1, price: { ...SKU1?.price, ...at } } as never;
    stack = await serve({ ...recorded, products, states: { SKU1: back } });
    const again = await ask('rollback', '--since', since, '--dry-run');
    expect(again.out).toContain(
      `SKU1  EUR 8.00 stays, EUR 10.00 of ${hoursAgo(2)} is not possible: price-band: `,
    );
    expect(again.out).toContain('0 products would return');
    expect(again.out).toContain('1 keep their price because of the guardrails');
  });

  it('only says so in a dry run', async () => {
    stack = await serve(moved());
    const { out } = await ask('rollback', '--since', hoursAgo(1), '--dry-run');
    expect(out).toContain('1 products would return to the price of');
    expect(stack.shop.events).toEqual([]);
  });

  it('prints one JSON object', async () => {
    stack = await serve(moved());
    const { out } = await ask('rollback', '--since', hoursAgo(1), '--by', 'bob', '--json');
    expect(JSON.parse(out)).toMatchObject({
      products: [{ productId: 'SKU1', now: 500, to: 1_000, eventId: 'event-1' }],
      total: { rolledBack: 1, without: 1, unreadable: 0, dryRun: false },
    });
    expect(orders()).toMatchObject([{ by: 'ann', onBehalfOf: 'bob' }]);
  });

  it('keeps to the products that are named', async () => {
    stack = await serve(moved());
    const { out } = await ask('rollback', '--since', hoursAgo(1), '--product', 'SKU2', '--json');
    expect(JSON.parse(out)).toMatchObject({ products: [], total: { rolledBack: 0, without: 1 } });
  });

  it.each([
    [['--since', '2999-01-01'], 2, 'is yet to come'],
    [['--since', hoursAgo(1), '--product', 'SKU9'], 1, 'not in the catalog: SKU9; nothing was rolled back'],
    [['--since', hoursAgo(1), '--policy', 'gold'], 1, 'there is no policy gold'],
    [['--since', 'noon'], 2, 'It must be a time'],
    [[], 2, "required option '--since <time>' not specified"],
    [['--since', '1h', '--product', 'SKU1', '--policy', 'default'], 2, 'not both'],
  ])('with %j ends in %i and says why', async (args, code, why) => {
    stack = await serve(moved());
    const ran = await ask('rollback', ...args);
    expect(ran.code).toBe(code);
    expect(ran.err).toContain(why);
    expect(stack.shop.events).toEqual([]);
  });
});

describe('a policy that its breaker has paused', () => {
  const trip: Trip = {
    at: minutesAgo(5),
    why: '6 of 10 active products moved',
    version: 1,
    moved: 6,
    active: 10,
    products: [{ productId: 'SKU1', from: 1_000, to: 500 }],
  };
  const tripped = () =>
    serve({
      states: { SKU1: state() },
      policies: {
        default: {
          current: { version: 1, mode: 'paused', modeSince: trip.at },
          versions: { 1: terms() },
          trip,
        },
      },
    });

  it('is shown with when, why, and which products', async () => {
    stack = await tripped();
    const { out } = await ask('policy', 'show', 'default');
    expect(out.split('\n').slice(0, 5)).toEqual([
      `default, version 1, in force, mode paused since ${trip.at}`,
      'paused by its breaker: 6 of 10 active products moved; to resume: pricewire resume default',
      'PRODUCT  FROM   TO',
      'SKU1     1000  500',
      'and 5 more',
    ]);
    expect(JSON.parse((await ask('policy', 'show', 'default', '--json')).out)).toMatchObject({
      trip,
      tripped: true,
    });
  });

  it.each([[[]], [['default']]])('is resumed by resume %j, and its products repriced', async (args) => {
    stack = await tripped();
    const { code, out } = await ask('resume', ...args);
    expect([code, out]).toEqual([0, 'default is live; 1 products are being repriced.\n']);
    expect(stack.shop.policies['default']?.current?.mode).toBe('live');
    expect((await ask('policy', 'show', 'default')).out).toContain(`its breaker last tripped at ${trip.at}`);
  });

  it('can be resumed once', async () => {
    stack = await tripped();
    await ask('resume');
    expect((await ask('resume')).out).toBe('No breaker has paused a policy.\n');
    expect((await ask('resume', 'default')).out).toBe('default is already live.\n');
    expect(JSON.parse((await ask('resume', '--json')).out)).toEqual({ resumed: [] });
    expect((await ask('resume', 'gold')).code).toBe(1);
  });
});
