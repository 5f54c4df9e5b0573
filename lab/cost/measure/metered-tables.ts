import type {
  BatchGetCommandInput,
  GetCommandInput,
  PutCommandInput,
  QueryCommandInput,
  ScanCommandInput,
  UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { BatchGetCommand, GetCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Tables } from '../../../adapters/dynamo.ts';
import { TABLES } from '../../../adapters/tables.ts';
import { itemSize, readUnits, STORED_OVERHEAD, writeUnits } from './item-size.ts';
import type { Meter } from './meter.ts';

type Item = Record<string, unknown>;

/**
 * The client, counting every call as DynamoDB bills it: a write by the larger size of the whole item before and after it, and
 * again for each index entry that it adds, moves (twice) or removes.
 */
export function meteredTables(tables: Tables, meter: Meter): Tables {
  const bill = billing(tables, meter);
  const send = (command: { input: never; constructor: { name: string } }): Promise<unknown> =>
    meter.wait('dynamodb', () => {
      const name = command.constructor.name.replace(/Command$/, '') as keyof typeof bill;
      if (bill[name] === undefined) throw new Error(`nobody has said what ${name} is billed by`);
      return bill[name](command.input, () => tables.send(command as never));
    });
  return new Proxy(tables, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)),
  });
}

function billing(tables: Tables, meter: Meter) {
  const read = async (table: string | undefined, key: Item | undefined): Promise<Item | undefined> =>
    (await tables.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item;

  const write = async (table: string | undefined, key: Item, call: () => Promise<unknown>) => {
    const before = await read(table, key);
    try {
      return await call();
    } finally {
      const after = await read(table, key);
      const entries = indexWrites(table, before, after);
      if (after) meter.left(kindOf(table, after), itemSize(after));
      meter.written(
        writeUnits(itemSize(before), itemSize(after)) + entries.units,
        stored(after) - stored(before) + entries.storedBytes,
      );
    }
  };

  return {
    async Get(input: GetCommandInput, call: () => Promise<unknown>) {
      const item = await read(input.TableName, input.Key);
      meter.read(readUnits(itemSize(item), input.ConsistentRead === true));
      return call();
    },
    Put: (input: PutCommandInput, call: () => Promise<unknown>) =>
      write(input.TableName, keyOf(input.TableName, input.Item ?? {}), call),
    Update: (input: UpdateCommandInput, call: () => Promise<unknown>) =>
      write(input.TableName, input.Key ?? {}, call),
    async BatchGet(input: BatchGetCommandInput, call: () => Promise<unknown>) {
      for (const [table, { Keys = [], ConsistentRead }] of Object.entries(input.RequestItems ?? {})) {
        const { Responses = {} } = await tables.send(
          new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
        );
        const found = Responses[table] ?? [];
        for (const item of found) meter.read(readUnits(itemSize(item), ConsistentRead === true));
        meter.read((Keys.length - found.length) * readUnits(0, ConsistentRead === true));
      }
      return call();
    },
    async Query(input: QueryCommandInput, call: () => Promise<unknown>) {
      const { ProjectionExpression: _, ExpressionAttributeNames: names = {}, ...rest } = input;
      const used = `${rest.KeyConditionExpression} ${rest.FilterExpression}`;
      const kept = Object.entries(names).filter(([name]) => used.includes(name));
      const whole = kept.length > 0 ? { ...rest, ExpressionAttributeNames: Object.fromEntries(kept) } : rest;
      const { Items = [] } = await tables.send(new QueryCommand(whole));
      meter.read(readUnits(total(Items), input.ConsistentRead === true));
      return call();
    },
    async Scan(input: ScanCommandInput, call: () => Promise<unknown>) {
      const { TableName, ExclusiveStartKey } = input;
      // A read is billed before filters and projections.
      const { Items = [] } = await tables.send(new ScanCommand({ TableName, ExclusiveStartKey }));
      meter.read(readUnits(total(Items), false));
      return call();
    },
  };
}

const total = (items: Item[]): number => items.reduce((sum, item) => sum + itemSize(item), 0);

/** The kind of an item: its table and, if the sort key contains one, its part: `ledger row`, `ledger decision`. */
const kindOf = (table = '', { part }: Item): string =>
  part === undefined ? table : `${table} ${String(part).replace(/#.*/, '')}`;

const stored = (item: Item | undefined): number => (item ? itemSize(item) + STORED_OVERHEAD : 0);

const tableOf = (table: string | undefined) => {
  const keys = Object.entries(TABLES).find(([name]) => name === table)?.[1];
  if (keys === undefined) throw new Error(`there is no table ${table}`);
  return keys;
};

const pick = (item: Item, names: (string | undefined)[]): Item =>
  Object.fromEntries(names.filter((name) => name !== undefined).map((name) => [name, item[name]]));

function keyOf(table: string | undefined, item: Item): Item {
  const { hash, range } = tableOf(table);
  return pick(item, [hash, range]);
}

/** Billed bytes of a stored item, including its index entries. */
export const storedBytes = (table: string, item: Item): number =>
  stored(item) + indexWrites(table, undefined, item).storedBytes;

function indexWrites(table: string | undefined, before: Item | undefined, after: Item | undefined) {
  const { hash, range, indexes } = tableOf(table);
  let units = 0;
  let storedBytes = 0;
  for (const index of Object.values(indexes)) {
    const entry = (item: Item | undefined): Item | undefined =>
      item?.[index.hash] === undefined || (index.range !== undefined && item[index.range] === undefined)
        ? undefined
        : pick(item, [...new Set([index.hash, index.range, hash, range])]);
    const [was, is] = [entry(before), entry(after)];
    if (JSON.stringify(was) !== JSON.stringify(is)) units += (was ? 1 : 0) + (is ? 1 : 0);
    storedBytes += stored(is) - stored(was);
  }
  return { units, storedBytes };
}
