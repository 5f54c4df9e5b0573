import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  type DynamoDBServiceException,
} from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, type BatchGetCommandOutput, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import { StoreUnavailable } from '../domain/errors.ts';

export type Tables = DynamoDBDocumentClient;

/** A document client that leaves undefined out of items instead of refusing it, and names outages StoreUnavailable. */
export function dynamoClient(config: DynamoDBClientConfig): Tables {
  const client = new DynamoDBClient(config);
  const named = { step: 'initialize', name: 'nameOutage' } as const;
  client.middlewareStack.add((next) => (args) => next(args).catch(nameOutage), named);
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

// A fault of the service, a throttle or no answer at all may pass; a refused request will not.
function nameOutage(error: unknown): never {
  const { $fault, $metadata, name, message } = error as DynamoDBServiceException;
  // Without metadata it never went on the wire: a mistake of ours, such as NaN in an item.
  if ($metadata === undefined) throw error;
  if ($fault === 'client' && !/Throttl|LimitExceeded|ThroughputExceeded/.test(name)) throw error;
  throw new StoreUnavailable(`${name}: ${message}`, { cause: error });
}

/** Whether the conditional write was made; false when its condition did not hold. Other faults are thrown. */
export async function writeIf(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** The item as the conditional write left it (asked for with ReturnValues ALL_NEW); undefined when its condition did not hold. */
export async function writtenIf(
  write: Promise<{ Attributes?: Record<string, unknown> | undefined }>,
): Promise<Record<string, unknown> | undefined> {
  let written: Record<string, unknown> | undefined;
  await writeIf(
    write.then(({ Attributes }) => {
      written = Attributes;
    }),
  );
  return written;
}

/** DynamoDB reads so many items in one request at most. */
const KEYS_A_READ = 100;
const READS_AT_ONCE = 5;

/** Attributes, or paths to them such as `decision.price`, as the parameters of a read that is to answer no others. */
export function projection(paths: string[]) {
  const names = [...new Set(paths.flatMap((path) => path.split('.')))];
  const placeholder = (name: string) => `#p${names.indexOf(name)}`;
  return {
    ProjectionExpression: paths.map((path) => path.split('.').map(placeholder).join('.')).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [placeholder(name), name])),
  };
}

/** The items with these keys, consistently read, in no order; what isn't there is left out. */
export async function readByKeys(
  tables: Tables,
  table: string,
  keys: Record<string, unknown>[],
  only: Partial<ReturnType<typeof projection>> = {},
): Promise<Record<string, unknown>[]> {
  const inTurn = pLimit(READS_AT_ONCE);
  const pages: Promise<Record<string, unknown>[]>[] = [];
  for (let at = 0; at < keys.length; at += KEYS_A_READ) {
    const page = keys.slice(at, at + KEYS_A_READ);
    pages.push(inTurn(() => readPage(tables, table, page, only)));
  }
  return (await Promise.all(pages)).flat();
}

async function readPage(
  tables: Tables,
  table: string,
  keys: Record<string, unknown>[],
  only: Partial<ReturnType<typeof projection>>,
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let left: Record<string, unknown>[] | undefined = keys;
  while (left !== undefined && left.length > 0) {
    const page: BatchGetCommandOutput = await tables.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true, ...only } } }),
    );
    items.push(...(page.Responses?.[table] ?? []));
    left = page.UnprocessedKeys?.[table]?.Keys;
  }
  return items;
}

interface Page<Item> {
  items: Item[];
  next: Record<string, unknown> | undefined;
}

/** Every item of a paged read, one page in memory at a time. */
export async function* allPages<Item>(
  read: (start: Record<string, unknown> | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item> {
  let start: Record<string, unknown> | undefined;
  do {
    const page = await read(start);
    yield* page.items;
    start = page.next;
  } while (start !== undefined);
}
