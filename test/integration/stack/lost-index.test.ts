import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { LOCAL_AWS } from '../../../local/services/aws.ts';
import { byStock, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import { freshDir } from './support/scratch.ts';
import { envelope } from './support/shop.ts';

// The embedded store deletes an index entry before it writes the item: a kill between the two leaves this row.
it('finishes an archived event whose row is open, but is not in the index of open rows', async () => {
  const dataDir = await freshDir();
  const { shop, stack, close } = await openShop({ dataDir, path: '' });
  await shop.putPolicy(byStock());
  await shop.stock(product('SKU1'));
  const event = envelope('half-closed', { productId: 'SKU1', stock: STOCK.low, sequence: 1 });
  await stack.stores.ledger.open({
    eventId: event.id,
    productId: 'SKU1',
    kind: 'inventory',
    acceptedAt: event.time,
    receivedAt: event.time,
    envelope: JSON.stringify(event),
    execution: 'arn:aws:states:us-east-1:000000000000:express:reprice:lost:1',
  });
  const tables = new DynamoDBClient({ ...LOCAL_AWS, endpoint: stack.endpoints['dynamodb'] ?? '' });
  await tables.send(
    new UpdateItemCommand({
      TableName: 'ledger',
      Key: { eventId: { S: event.id }, part: { S: 'row' } },
      UpdateExpression: 'REMOVE openShard',
    }),
  );
  tables.destroy();
  await close();
  await appendFile(join(dataDir, 'archive', 'events.jsonl'), `${JSON.stringify({ event })}\n`);

  const again = await openShop({ dataDir, path: '' });

  expect(await again.shop.ended(event.id)).toMatchObject({ outcome: 'priced' });
});
