import type { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { hoursAgo, minutesAgo, NOW, product } from '../domain/make.ts';
import { nothingRecorded, record, seeded } from '../tasks/price-history.ts';
import { emitted, send, shopWith, TESTER } from './support.ts';

/** Two products of `default` and one of `other`, all moved from 1000 to 500 half an hour ago. */
function shop() {
  const recorded = nothingRecorded();
  const ids = ['SKU1', 'SKU2', 'SKU3'];
  for (const id of ids) record(recorded, id, [seeded(hoursAgo(2)), { price: 500, at: minutesAgo(30) }]);
  const made = shopWith({
    ...recorded,
    products: {
      SKU1: product(),
      SKU2: product({ productId: 'SKU2' }),
      SKU3: product({ productId: 'SKU3', policyId: 'other' }),
    },
  });
  const [policy] = Object.values(made.shop.policies);
  if (policy) made.shop.policies['other'] = policy;
  return made;
}
const since = hoursAgo(1);

async function rollback(api: Hono, body: object) {
  const response = await api.request('/rollback', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...TESTER },
    body: JSON.stringify(body),
  });
  const lines = (await response.text()).trim().split('\n');
  return { status: response.status, lines: lines.map((line) => JSON.parse(line)) };
}
const refused = async (body: object) => {
  const { shop: data, api } = shop();
  const { status, body: answer } = await send(api, 'POST', '/rollback', body);
  return [status, answer.detail, emitted(data).length];
};

/** The orders of the events on the bus. */
const ordersOf = ({ events, orders }: ReturnType<typeof shop>['shop']) =>
  events.map(({ detail }) => orders.orders[String(detail['orderId'])]);

describe('POST /rollback', () => {
  it('answers a line for each product as it is asked for, and the total at the end', async () => {
    const { shop: data, api } = shop();
    const { lines } = await rollback(api, { since, by: 'ann', why: 'bad import' });
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatchObject({ productId: 'SKU1', now: 500, to: 1_000, eventId: 'event-1' });
    expect(lines[3]).toEqual({
      done: {
        since,
        dryRun: false,
        rolledBack: 3,
        unchanged: 0,
        kept: 0,
        without: 0,
        unreadable: 0,
        retired: 0,
      },
    });
    expect(ordersOf(data)).toMatchObject(
      ['SKU1', 'SKU2', 'SKU3'].map((productId) => ({
        kind: 'rollback',
        productId,
        price: 1_000,
        by: 'tester',
        onBehalfOf: 'ann',
        why: 'bad import',
        audit: { day: NOW.slice(0, 10), seq: 1 },
      })),
    );
  });

  it('says who asked, and why, where that was not said', async () => {
    const { shop: data, api } = shop();
    await rollback(api, { since });
    expect(ordersOf(data)[0]).toMatchObject({ by: 'tester', why: `back to the prices of ${since}` });
    expect(ordersOf(data)[0]).not.toHaveProperty('onBehalfOf');
  });

  it('asks for nothing in a dry run', async () => {
    const { shop: data, api } = shop();
    const { lines } = await rollback(api, { since, dryRun: true });
    expect(lines.at(-1).done).toMatchObject({ dryRun: true, rolledBack: 3 });
    expect(emitted(data)).toEqual([]);
  });

  it.each([
    [{ productIds: ['SKU2', 'SKU2'] }, ['SKU2']],
    [{ policyId: 'other' }, ['SKU3']],
    [{ policyId: 'default' }, ['SKU1', 'SKU2']],
  ])('keeps to what is named: %j', async (named, ids) => {
    const { shop: data, api } = shop();
    await rollback(api, { since, ...named });
    expect(data.events.map(({ detail }) => detail['productId'])).toEqual(ids);
  });

  it('refuses a time that is yet to come', async () => {
    const soon = minutesAgo(-1);
    expect(await refused({ since: soon })).toEqual([400, `since: ${soon} is yet to come`, 0]);
  });

  it('names products that there are not, and rolls nothing back', async () => {
    expect(await refused({ since, productIds: ['SKU1', 'SKU8', 'SKU9'] })).toEqual([
      404,
      'not in the catalog: SKU8, SKU9; nothing was rolled back',
      0,
    ]);
  });

  it.each([
    [{ since, policyId: 'gold' }, 404],
    [{ since, policyId: 'other', productIds: ['SKU1'] }, 400],
    [{ since: 'yesterday' }, 400],
    [{}, 400],
    [{ since, productIds: [] }, 400],
    [{ since, product: 'SKU1' }, 400],
    [{ since, why: '' }, 400],
  ])('refuses %j', async (body, status) => {
    expect((await refused(body))[0]).toBe(status);
  });

  it('says why it broke off', async () => {
    const { api, deps } = shop();
    deps.bus.emit = async () => {
      throw new Error('the bus is gone');
    };
    expect((await rollback(api, { since })).lines).toEqual([
      { failed: expect.stringContaining('bus is gone') },
    ]);
  });
});
