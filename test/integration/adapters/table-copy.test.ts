import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dynamoPriceStates } from '../../../adapters/price-state.ts';
import { type CopiedItems, copyMissing } from '../../../adapters/table-copy.ts';
import { type OpenDynamo, openDynamo } from '../../contract/dynalite.ts';
import { state } from '../../unit/domain/make.ts';

let from: OpenDynamo;
let to: OpenDynamo;
beforeEach(async () => {
  [from, to] = await Promise.all([openDynamo(), openDynamo()]);
});
afterEach(() => Promise.all([from.close(), to.close()]));

const statesIn = ({ tables }: OpenDynamo) => dynamoPriceStates(tables, 'price-state');

async function copy(table: string, hash: string): Promise<CopiedItems[]> {
  const told: CopiedItems[] = [];
  const copying = copyMissing({ tables: from.tables, table }, { tables: to.tables, table, hash });
  for (;;) {
    const { done, value } = await copying.next();
    told.push(value);
    if (done) return told;
  }
}

it('copies missing items, including packed history, and keeps existing ones', async () => {
  const lost = state({ productId: 'LOST', dailyLows: { '2026-11-22': 900 } });
  await statesIn(from).commit(lost, 'e1');
  await statesIn(from).commit(state({ productId: 'THERE', stock: 1 }), 'e1');
  await statesIn(to).commit(state({ productId: 'THERE', stock: 2 }), 'e2');
  expect((await copy('price-state', 'productId')).at(-1)).toEqual({ looked: 2, added: 1 });
  expect(await statesIn(to).read('LOST')).toEqual(lost);
  expect((await statesIn(to).read('THERE'))?.stock).toBe(2);
});

it('distinguishes items of the same partition by their sort key', async () => {
  const put = (at: OpenDynamo, part: string, text: string) =>
    at.tables.send(new PutCommand({ TableName: 'ledger', Item: { eventId: 'e1', part, text } }));
  await put(from, 'row', 'old');
  await put(from, 'evidence', 'old');
  await put(to, 'row', 'new');
  expect((await copy('ledger', 'eventId')).at(-1)).toEqual({ looked: 2, added: 1 });
  const textOf = async (part: string) => {
    const { Item } = await to.tables.send(
      new GetCommand({ TableName: 'ledger', Key: { eventId: 'e1', part } }),
    );
    return Item?.['text'];
  };
  expect([await textOf('row'), await textOf('evidence')]).toEqual(['new', 'old']);
});

it('does not copy the anchor of the audit log', async () => {
  const put = (id: string) =>
    from.tables.send(new PutCommand({ TableName: 'catalog', Item: { id, part: 'anchor', count: 1 } }));
  await Promise.all([put('audit'), put('product#SKU1')]);
  expect((await copy('catalog', 'id')).at(-1)).toEqual({ looked: 1, added: 1 });
});

it('copies many pages, and adds nothing when it is repeated', async () => {
  const reviews = Array.from({ length: 1_100 }, (_, at) => ({ reviewId: `r${at}`, part: 'review' }));
  await Promise.all(reviews.map((Item) => from.tables.send(new PutCommand({ TableName: 'reviews', Item }))));
  const told = await copy('reviews', 'reviewId');
  expect(told.length).toBeGreaterThan(2);
  expect(told.at(-1)).toEqual({ looked: 1_100, added: 1_100 });
  expect((await copy('reviews', 'reviewId')).at(-1)).toEqual({ looked: 1_100, added: 0 });
});

it('passes on the error of AWS for a missing table', async () => {
  await from.tables.send(new DeleteTableCommand({ TableName: 'reviews' }));
  await expect(copy('reviews', 'reviewId')).rejects.toThrow(/not found/i);
});
