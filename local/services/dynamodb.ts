import {
  type AttributeDefinition,
  CreateTableCommand,
  DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import { TABLES } from '../../adapters/tables.ts';
import { LOCAL_AWS } from './aws.ts';
import { keepLevelLoaded } from './level.ts';
import { startWorker, type WorkerService } from './worker.ts';

/** Starts dynalite with its data in `path` on a port of 127.0.0.1 (0: any), and creates the tables. `say` receives restarts. */
export async function startDynamoDB(
  path: string,
  port: number,
  say: (line: string) => void,
): Promise<WorkerService> {
  keepLevelLoaded();
  return startWorker(
    'the embedded DynamoDB',
    new URL('./dynalite-worker.ts', import.meta.url),
    path,
    port,
    say,
    createTables,
  );
}

/** Creates missing tables with their indexes. */
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
