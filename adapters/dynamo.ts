import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  type DynamoDBServiceException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import { StoreUnavailable } from '../domain/values/errors.ts';
import type { Item, OnUnreadable } from './stored-item.ts';

/** The client of all tables, and the handler of unreadable items. */
export type Tables = DynamoDBDocumentClient & { onUnreadable: OnUnreadable };

const warn: OnUnreadable = ({ message }) => process.emitWarning(message, 'UnreadableItem');

/** A document client that omits undefined values from items, and turns outages into StoreUnavailable. */
export function dynamoClient(config: DynamoDBClientConfig, onUnreadable = warn): Tables {
  const client = new DynamoDBClient(config);
  const named = { step: 'initialize', name: 'nameOutage' } as const;
  client.middlewareStack.add((next) => (args) => next(args).catch(nameOutage), named);
  const tables = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return Object.assign(tables, { onUnreadable });
}

// A service fault, a throttle or a missing answer may be transient; an invalid request is not.
function nameOutage(error: unknown): never {
  const { $fault, $metadata, name, message } = error as DynamoDBServiceException;
  // Without metadata it was never sent: a mistake of ours, such as NaN in an item.
  if ($metadata === undefined) throw error;
  if ($fault === 'client' && !/Throttl|LimitExceeded|ThroughputExceeded/.test(name)) throw error;
  throw new StoreUnavailable(`${name}: ${message}`, { cause: error });
}

/** Whether the conditional write succeeded; false if its condition failed. Other faults are thrown. */
export async function writeIf(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** The item after the conditional write (with ReturnValues ALL_NEW); undefined if its condition failed. */
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

/** The item with this key, by default consistently read; otherwise at half the price. */
export const readItem = async (
  tables: Tables,
  table: string,
  key: Item,
  ConsistentRead = true,
): Promise<Item | undefined> =>
  (await tables.send(new GetCommand({ TableName: table, Key: key, ConsistentRead }))).Item;

/** Maximum items of one BatchGetItem. */
const KEYS_A_READ = 100;
const READS_AT_ONCE = 5;

/** Parameters that restrict a read to these attributes, or paths such as `decision.price`. */
export function projection(paths: string[]) {
  const names = [...new Set(paths.flatMap((path) => path.split('.')))];
  const placeholder = (name: string) => `#p${names.indexOf(name)}`;
  return {
    ProjectionExpression: paths.map((path) => path.split('.').map(placeholder).join('.')).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [placeholder(name), name])),
  };
}

/** Changes to a read, which is consistent and of whole items without them. */
type ReadOptions = Partial<ReturnType<typeof projection>> & { ConsistentRead?: boolean };

/** The items with these keys, consistently read by default, unordered. Missing ones are left out. */
export async function readByKeys(
  tables: Tables,
  table: string,
  keys: Record<string, unknown>[],
  options: ReadOptions = {},
): Promise<Record<string, unknown>[]> {
  const inTurn = pLimit(READS_AT_ONCE);
  const pages: Promise<Record<string, unknown>[]>[] = [];
  for (let at = 0; at < keys.length; at += KEYS_A_READ) {
    const page = keys.slice(at, at + KEYS_A_READ);
    pages.push(inTurn(() => readPage(tables, table, page, options)));
  }
  return (await Promise.all(pages)).flat();
}

async function readPage(
  tables: Tables,
  table: string,
  keys: Record<string, unknown>[],
  options: ReadOptions,
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let left: Record<string, unknown>[] | undefined = keys;
  while (left !== undefined && left.length > 0) {
    const page: BatchGetCommandOutput = await tables.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true, ...options } } }),
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

/** The items of a paged read, with one page in memory at a time. */
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

/** All items of a query. */
export const queryItems = (tables: Tables, query: QueryCommandInput): AsyncGenerator<Item> =>
  allPages(async (start) => {
    const page = await tables.send(new QueryCommand({ ...query, ExclusiveStartKey: start }));
    return { items: page.Items ?? [], next: page.LastEvaluatedKey };
  });

/** All items of a scan. */
export const scanItems = (tables: Tables, scan: ScanCommandInput): AsyncGenerator<Item> =>
  allPages(async (start) => {
    const page = await tables.send(new ScanCommand({ ...scan, ExclusiveStartKey: start }));
    return { items: page.Items ?? [], next: page.LastEvaluatedKey };
  });
