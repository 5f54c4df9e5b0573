import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { dynamoClient, type Tables } from '../../adapters/dynamo.ts';
import { LOCAL_AWS } from '../../local/services/aws.ts';
import { createTables } from '../../local/services/dynamodb.ts';

export interface OpenDynamo {
  tables: Tables;
  endpoint: string;
  close(): Promise<void>;
}

/** An embedded in-memory DynamoDB with empty tables. */
export async function openDynamo(): Promise<OpenDynamo> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await createTables(endpoint);
  const tables = dynamoClient({ ...LOCAL_AWS, endpoint });
  return {
    tables,
    endpoint,
    async close() {
      tables.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
