import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Order } from '../domain/context/order.ts';
import { readByKeys, readItem, type Tables, writeIf } from './dynamo.ts';
import { FORMAT, itemReader, type OnUnreadable } from './stored-item.ts';
import { TABLES } from './tables.ts';

/** Orders of people for the pipeline. Append-only. */
export interface Orders {
  /** Stores the order. An existing one of the same id is kept. */
  put(order: Order): Promise<void>;
  /** Strongly consistent; undefined if there is none. */
  read(orderId: string): Promise<Order | undefined>;
  /** As above, for several, unordered. Unreadable ones go to `skipped`; without it the first is thrown. */
  readMany(orderIds: string[], skipped?: OnUnreadable): Promise<Order[]>;
  /** Assigns the order to the event unless another has it. Returns the id of the event that has it. */
  use(orderId: string, eventId: string): Promise<string>;
}

const ORDER = 'order';
const USE = 'use';

/** Prefix of every key, so that an IAM policy can allow orders without the reviews in the same table. */
export const ORDER_KEY_PREFIX = 'order#';

/**
 * Orders in the table of reviews. Both are append-only, most orders come from a review, and nothing scans that table. The catalog
 * is scanned, so there a rollback of every product would slow down all later scans.
 */
export function dynamoOrders(tables: Tables, table: string): Orders {
  const key = (orderId: string, part: string) => ({ reviewId: `${ORDER_KEY_PREFIX}${orderId}`, part });
  const from = { table, keys: TABLES.reviews, onUnreadable: tables.onUnreadable };
  const given = itemReader(from, ({ order }) => Order.parse(order));
  const uses = itemReader(from, ({ eventId }) => z.string().parse(eventId));
  const get = (orderId: string, part: string) => readItem(tables, table, key(orderId, part));
  const add = (orderId: string, part: string, content: Record<string, unknown>) =>
    writeIf(
      tables.send(
        new PutCommand({
          TableName: table,
          Item: { ...key(orderId, part), format: FORMAT, ...content },
          ConditionExpression: 'attribute_not_exists(part)',
        }),
      ),
    );

  return {
    async put(order) {
      await add(order.orderId, ORDER, { order: Order.parse(order) });
    },

    async read(orderId) {
      const item = await get(orderId, ORDER);
      return item && given.one(item);
    },

    async readMany(orderIds, skipped) {
      const keys = [...new Set(orderIds)].map((orderId) => key(orderId, ORDER));
      return given.many(await readByKeys(tables, table, keys), skipped);
    },

    async use(orderId, eventId) {
      if (await add(orderId, USE, { eventId })) return eventId;
      return uses.one((await get(orderId, USE)) ?? {});
    },
  };
}
