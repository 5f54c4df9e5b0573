import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { FORMAT } from '../../../adapters/stored-item.ts';
import { LOCAL_AWS } from '../../../local/services/aws.ts';
import { NEWER_FORMAT } from '../../contract/unreadable.contract.ts';
import { eventually } from './support/eventually.ts';
import { byStock, PRICE_WHEN, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import { freshDir } from './support/scratch.ts';

/** Changes an item, bypassing the pipeline. */
async function spoil(
  endpoint: string,
  TableName: string,
  key: Record<string, string>,
  UpdateExpression: string,
): Promise<void> {
  const tables = new DynamoDBClient({ ...LOCAL_AWS, endpoint });
  await tables.send(
    new UpdateItemCommand({
      TableName,
      Key: Object.fromEntries(Object.entries(key).map(([name, value]) => [name, { S: value }])),
      UpdateExpression,
      ...(UpdateExpression.startsWith('SET')
        ? {
            ExpressionAttributeNames: { '#format': 'format' },
            ExpressionAttributeValues: { ':newer': { N: String(FORMAT + 1) } },
          }
        : {}),
    }),
  );
  tables.destroy();
}

const WITHOUT_REVISION = 'REMOVE revision';
const NEWER = 'SET #format = :newer';

describe('items that this version cannot read', () => {
  it('are reported by the start, which continues with all others', async () => {
    const dataDir = await freshDir();
    const first = await openShop({ dataDir, path: '' });
    await first.shop.putPolicy(byStock());
    await first.shop.putPolicy(byStock({ policyId: 'other' }));
    await first.shop.stock(...['SKU1', 'BAD1', 'BAD2', 'BAD3'].map((id) => product(id)));
    const [row = ''] = await first.shop.send({ productId: 'SKU1', stock: STOCK.normal, sequence: 1 });
    await first.shop.ended(row);
    const { dynamodb } = first.shop;
    await spoil(dynamodb, 'price-state', { productId: 'BAD1' }, WITHOUT_REVISION);
    await spoil(dynamodb, 'price-state', { productId: 'BAD2' }, NEWER);
    await spoil(dynamodb, 'catalog', { id: 'product#BAD3', part: 'product' }, 'REMOVE product');
    await spoil(dynamodb, 'catalog', { id: 'policy#other', part: 'current' }, NEWER);
    await spoil(dynamodb, 'ledger', { eventId: row, part: 'row' }, NEWER);
    await first.close();
    const said: string[] = [];

    const { shop } = await openShop({ dataDir, path: '', onNotice: (line) => said.push(line) });

    const named = [
      /^table price-state, key BAD1: revision: /,
      new RegExp(`^table price-state, key BAD2: ${NEWER_FORMAT}$`),
      /^table catalog, key product#BAD3 \/ product: /,
      new RegExp(`^table catalog, key policy#other / current: ${NEWER_FORMAT}`),
    ];
    await eventually(() => {
      for (const message of named) expect(said).toContainEqual(expect.stringMatching(text(message)));
    });
    const { unreadable } = await shop.api<{ unreadable: string[] }>('GET', '/api/status');
    for (const message of named) expect(unreadable).toContainEqual(expect.stringMatching(message));
    const [good = ''] = await shop.send({ productId: 'SKU1', stock: STOCK.low, sequence: 2 });
    expect(await shop.ended(good)).toMatchObject({ outcome: 'priced' });
    expect((await shop.call('GET', '/v1/prices/SKU1')).status).toBe(200);
    expect(await shop.price('SKU1')).toMatchObject({ price: PRICE_WHEN.low });
    const [bad = ''] = await shop.send({ productId: 'BAD1', stock: STOCK.low, sequence: 2 });
    expect(await shop.ended(bad)).toMatchObject({
      outcome: 'dead-lettered',
      reason: expect.stringContaining('UnreadableItem: table price-state, key BAD1: revision: '),
    });
    const answer = await shop.call('GET', `/api/events/${row}`);
    expect([answer.status, await answer.json()]).toEqual([
      500,
      expect.objectContaining({
        detail: expect.stringContaining(`table ledger, key ${row} / row: ${NEWER_FORMAT}`),
      }),
    ]);
  });

  it('do not keep a stack from starting, even if the only policy is one of them', async () => {
    const dataDir = await freshDir();
    const first = await openShop({ dataDir, path: '' });
    await spoil(first.shop.dynamodb, 'catalog', { id: 'policy#default', part: 'current' }, NEWER);
    await first.close();

    const { shop } = await openShop({ dataDir, path: '' });

    expect(await shop.api('GET', '/api/status')).toMatchObject({
      unreadable: [expect.stringContaining(`key policy#default / current: ${NEWER_FORMAT}`)],
    });
  });

  it('do not keep a stack from starting and from changes, if they are what the audit log keeps elsewhere', async () => {
    const dataDir = await freshDir();
    const first = await openShop({ dataDir, path: '' });
    await first.shop.putPolicy(byStock());
    await spoil(first.shop.dynamodb, 'catalog', { id: 'audit', part: 'anchor' }, NEWER);
    await spoil(first.shop.dynamodb, 'catalog', { id: 'kept-notes', part: 'BAD' }, NEWER);
    await first.close();

    const { shop } = await openShop({ dataDir, path: '' });
    await shop.stock(product('SKU1'));

    const { unreadable } = await shop.api<{ unreadable: string[] }>('GET', '/api/status');
    expect(unreadable.toSorted()).toEqual([
      expect.stringContaining(`key audit / anchor: ${NEWER_FORMAT}`),
      expect.stringContaining(`key kept-notes / BAD: ${NEWER_FORMAT}`),
    ]);
    expect(await shop.api('GET', '/api/audit/verify')).toMatchObject({
      ok: false,
      problem: expect.stringContaining(`key audit / anchor: ${NEWER_FORMAT}`),
    });
  });

  it('do not keep the breaker from pausing a policy whose other products move too far', async () => {
    const { shop } = await openShop({ path: '' });
    const breaker = { sharePercent: 50, movePercent: 20, windowHours: 1, minimumProducts: 2 };
    await shop.putPolicy(byStock({ breaker }));
    const ids = ['SKU1', 'SKU2', 'SKU3', 'BAD1'];
    await shop.stock(...ids.map((id) => product(id)));
    await spoil(shop.dynamodb, 'price-state', { productId: 'BAD1' }, WITHOUT_REVISION);
    for (const id of ids.slice(0, 3)) {
      await shop.send({ productId: id, stock: STOCK.over, sequence: 1 });
      await shop.settled(id);
      await shop.send({ productId: id, stock: STOCK.low, sequence: 2 });
    }

    await eventually(async () => {
      const { tripped } = await shop.api<{ tripped: Record<string, string> }>('GET', '/api/status');
      expect(tripped['default']).toContain("and the price states of 1 can't be read");
    });
  });
});

// Reported as a whole line, with its subject before it.
const text = (message: RegExp): RegExp => new RegExp(`^An item can't be read: ${message.source.slice(1)}`);
