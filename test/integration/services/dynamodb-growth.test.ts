import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dynamoClient, type Tables } from '../../../adapters/dynamo.ts';
import { bytesIn } from '../../../lab/bench/disk.ts';
import { LOCAL_AWS } from '../../../local/services/aws.ts';
import { startDynamoDB } from '../../../local/services/dynamodb.ts';
import type { WorkerService } from '../../../local/services/worker.ts';

const ITEM_BYTES = 300_000;
const WRITES = 200;

let path: string;
let service: WorkerService;
let tables: Tables;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'pricewire-dynamodb-'));
  service = await startDynamoDB(path, 0, (error) => console.error(error));
  tables = dynamoClient({ ...LOCAL_AWS, endpoint: service.endpoint });
});
afterEach(async () => {
  tables.destroy();
  await service.stop();
  await rm(path, { recursive: true, force: true });
});

const TableName = 'price-state';
const readAll = () => {
  const query = {
    TableName,
    KeyConditionExpression: 'productId = :id',
    ExpressionAttributeValues: { ':id': 'P1' },
  };
  return Promise.all([
    tables.send(new QueryCommand(query)),
    tables.send(new QueryCommand({ ...query, Limit: 1 })),
    tables.send(new ScanCommand({ TableName })),
    tables.send(new ScanCommand({ TableName, Limit: 1 })),
  ]);
};

it('drops overwritten items from the disk while it is queried and scanned, by pages too', async () => {
  // A second item, so that a page ends early.
  await tables.send(new PutCommand({ TableName, Item: { productId: 'P2' } }));
  for (let at = 0; at < WRITES; at += 1) {
    const filler = randomBytes((ITEM_BYTES * 3) / 4).toString('base64');
    await tables.send(new PutCommand({ TableName, Item: { productId: 'P1', filler } }));
    await readAll();
  }

  expect(await bytesIn(path)).toBeLessThan((ITEM_BYTES * WRITES) / 2);
});

it('keeps the code of LevelDB loaded after it has stopped, for its compaction thread', async () => {
  const other = await startDynamoDB(join(path, 'other'), 0, (error) => console.error(error));
  await other.stop();
  await service.stop();

  const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
  expect(sharedObjects.filter((file) => file.includes('classic-level'))).toHaveLength(1);
});
