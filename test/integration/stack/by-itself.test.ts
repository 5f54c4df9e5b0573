import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { dynamoClient } from '../../../adapters/dynamo.ts';
import { dynamoKeptNotes } from '../../../adapters/kept-notes.ts';
import { LOCAL_AWS } from '../../../local/services/aws.ts';
import { note } from '../../contract/audit-log.contract.ts';
import { eventually } from './support/eventually.ts';
import { byStock, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import { freshDir } from './support/scratch.ts';
import { envelope } from './support/shop.ts';

const QUICK_MS = 250;

// What runs every minute is tested in seconds.
vi.mock('../../../local/timer.ts', async (original) => {
  const { every } = await original<typeof import('../../../local/timer.ts')>();
  return { every: ((ms, ...rest) => every(Math.min(ms, QUICK_MS), ...rest)) satisfies typeof every };
});

it('starts an accepted event whose execution was lost before its row', async () => {
  const dataDir = await freshDir();
  const { shop } = await openShop({ dataDir, path: '' });
  await shop.putPolicy(byStock());
  await shop.stock(product('SKU1'));
  const event = envelope('lost', { productId: 'SKU1', stock: STOCK.low, sequence: 1 });
  await appendFile(join(dataDir, 'archive', 'events.jsonl'), `${JSON.stringify({ event })}\n`);

  expect(await shop.ended('lost', 60_000)).toMatchObject({ outcome: 'priced' });
});

it('enters what waits for the audit log', async () => {
  const { shop } = await openShop({ path: '' });
  const tables = dynamoClient({ ...LOCAL_AWS, endpoint: shop.dynamodb });
  await dynamoKeptNotes(tables, 'catalog').keep(note('waits'), new Date().toISOString());
  tables.destroy();

  await eventually(async () => {
    const { entries } = await shop.api<{ entries: unknown[] }>('GET', '/api/audit');
    expect(entries).toContainEqual(expect.objectContaining(note('waits')));
  });
});
