import {
  type AttributeDefinition,
  CreateTableCommand,
  DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import { TABLES } from '../../adapters/tables.ts';
import { LOCAL_AWS } from './aws.ts';
import { startWorker, type WorkerService } from './worker.ts';

/** dynalite with its data in `path`, on a port of 127.0.0.1 (0: any), the tables created. */
export async function startDynamoDB(
  path: string,
  port: number,
  onFault: (error: unknown) => void,
): Promise<WorkerService> {
  const service = await startWorker(
    'the embedded DynamoDB',
    new URL('./dynalite-worker.ts', import.meta.url),
    path,
    port,
    onFault,
  );
  await createTables(service.endpoint);
  return service;
}

/** Creates the tables that are not there yet, with their indexes. */
export async function createTables(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({ ...LOCAL_AWS, endpoint });
  for (const [name, { hash, range, indexes }] of Object.entries(TABLES)) {
    const keys = [hash, range, ...Object.values(indexes).flatMap((index) => [index.hash, index.range])];
    const command = new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...new Set(keys)].filter((key) => key !== undefined).map(stringKey),
      KeySchema: keySchema(hash, range),
      ...(Object.keys(indexes).length > 0
        ? {
            GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, index]) => ({
              IndexName,
              KeySchema: keySchema(index.hash, index.range),
              Projection: { ProjectionType: 'KEYS_ONLY' as const },
            })),
          }
        : {}),
    });
    await client.send(command).catch((error: unknown) => {
      if (!(error instanceof ResourceInUseException)) throw error;
    });
  }
  client.destroy();
}

const stringKey = (name: string): AttributeDefinition => ({ AttributeName: name, AttributeType: 'S' });

const keySchema = (hash: string, range: string | undefined) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' as const }]),
];
