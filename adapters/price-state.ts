import { GetCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { PriceState } from '../domain/price-state.ts';
import type { Turn } from '../domain/turn.ts';
import { allPages, projection, readByKeys, type Tables, writeIf } from './dynamo.ts';
import { pack, unpack } from './packed.ts';

/** What a price state says of the price in force: far less to read than all of it. */
export const RecordedPrice = PriceState.pick({ productId: true, price: true, unsettled: true });
export type RecordedPrice = z.infer<typeof RecordedPrice>;

/** When time alone may change a product's price. */
const Due = PriceState.pick({ productId: true, repriceAt: true }).required();
export type Due = z.infer<typeof Due>;

/** The record of every product's price: one item a product, written only against the revision it was judged on. */
export interface PriceStates {
  /** Strongly consistent; undefined for a product that nothing was decided for. */
  read(productId: string): Promise<PriceState | undefined>;
  /** Writes `next` if the stored revision is still the one before it. Of the marks, only that of `eventId` is written. */
  commit(next: PriceState, eventId: string): Promise<boolean>;
  /** Lets the event have the turn at this revision, unless another has it at the time `now`. The revision stays. */
  takeTurn(state: PriceState, turn: Turn, now: string): Promise<boolean>;
  /** Takes the event's mark away. The revision stays. */
  settle(productId: string, eventId: string): Promise<void>;
  /** Sets the sequence that the next event must be above, at this revision; raises the revision. */
  resetSequence(state: PriceState, to: number | undefined): Promise<boolean>;
  /** Forgets what sales have taught of the product's demand, at this revision; raises the revision. */
  resetDemand(state: PriceState): Promise<boolean>;
  /** Every state, eventually consistent. */
  all(): AsyncIterable<PriceState>;
  /** Products whose price time alone may have changed by now, eventually consistent. */
  due(now: string): AsyncIterable<Due>;
  /** Every state with a mark in it, eventually consistent. */
  unsettled(): AsyncIterable<PriceState>;
  /** Of every state the price in force, eventually consistent. */
  prices(): AsyncIterable<RecordedPrice>;
  /** Of these products, each named once, in no order; strongly consistent. A product without a state is left out. */
  readPrices(productIds: string[]): Promise<RecordedPrice[]>;
  /** How many states there are, eventually consistent. */
  count(): Promise<number>;
}

type Item = Record<string, unknown>;

export function dynamoPriceStates(tables: Tables, table: string): PriceStates {
  const scan = <State>(schema: z.ZodType<State>, filter: Record<string, unknown> = {}) =>
    allPages(async (start) => {
      const page = await tables.send(
        new ScanCommand({ TableName: table, ExclusiveStartKey: start, ...filter }),
      );
      return {
        items: (page.Items ?? []).map((item) => schema.parse(fromItem(item))),
        next: page.LastEvaluatedKey,
      };
    });
  const priceOnly = projection(Object.keys(RecordedPrice.shape));

  return {
    async read(productId) {
      const { Item } = await tables.send(
        new GetCommand({ TableName: table, Key: { productId }, ConsistentRead: true }),
      );
      return Item && PriceState.parse(fromItem(Item));
    },

    commit(next, eventId) {
      if (next.revision === 1) return writeIf(tables.send(new PutCommand(firstPut(table, next))));
      return writeIf(tables.send(new UpdateCommand(commitUpdate(table, next, eventId))));
    },

    takeTurn(state, turn, now) {
      return writeIf(
        tables.send(
          new UpdateCommand({
            TableName: table,
            Key: { productId: state.productId },
            UpdateExpression: 'SET #turn = :turn',
            ConditionExpression:
              'revision = :context AND (attribute_not_exists(#turn) OR #turn.#until <= :now OR #turn.eventId = :event)',
            ExpressionAttributeNames: { '#turn': 'turn', '#until': 'until' },
            ExpressionAttributeValues: {
              ':context': state.revision,
              ':turn': turn,
              ':now': now,
              ':event': turn.eventId,
            },
          }),
        ),
      );
    },

    async settle(productId, eventId) {
      await tables.send(
        new UpdateCommand({
          TableName: table,
          Key: { productId },
          UpdateExpression: 'REMOVE unsettled.#event',
          ExpressionAttributeNames: { '#event': eventId },
        }),
      );
    },

    resetSequence(state, to) {
      return writeIf(
        tables.send(
          new UpdateCommand({
            TableName: table,
            Key: { productId: state.productId },
            UpdateExpression: `SET revision = :next${to === undefined ? ' REMOVE #sequence' : ', #sequence = :to'}`,
            ConditionExpression: 'revision = :context',
            ExpressionAttributeNames: { '#sequence': 'sequence' },
            ExpressionAttributeValues: {
              ':context': state.revision,
              ':next': state.revision + 1,
              ...(to === undefined ? {} : { ':to': to }),
            },
          }),
        ),
      );
    },

    resetDemand(state) {
      return writeIf(
        tables.send(
          new UpdateCommand({
            TableName: table,
            Key: { productId: state.productId },
            UpdateExpression: 'SET revision = :next, history = :history',
            ConditionExpression: 'revision = :context',
            ExpressionAttributeValues: {
              ':context': state.revision,
              ':next': state.revision + 1,
              ':history': toItem({ ...state, demand: undefined, salesRate: undefined })['history'],
            },
          }),
        ),
      );
    },

    all: () => scan(PriceState),
    due: (now) =>
      scan(Due, {
        ProjectionExpression: 'productId, repriceAt',
        FilterExpression: 'repriceAt <= :now',
        ExpressionAttributeValues: { ':now': now },
      }),
    unsettled: () =>
      scan(PriceState, {
        FilterExpression: 'size(unsettled) > :none',
        ExpressionAttributeValues: { ':none': 0 },
      }),

    prices: () => scan(RecordedPrice, priceOnly),

    async readPrices(productIds) {
      const keys = productIds.map((productId) => ({ productId }));
      return (await readByKeys(tables, table, keys, priceOnly)).map((item) => RecordedPrice.parse(item));
    },

    async count() {
      const counts = allPages(async (start) => {
        const page = await tables.send(
          new ScanCommand({ TableName: table, ExclusiveStartKey: start, Select: 'COUNT' }),
        );
        return { items: [page.Count ?? 0], next: page.LastEvaluatedKey };
      });
      let total = 0;
      for await (const count of counts) total += count;
      return total;
    },
  };
}

const firstPut = (table: string, next: PriceState) => ({
  TableName: table,
  Item: toItem(next),
  ConditionExpression: 'attribute_not_exists(productId)',
});

// Marks of other events are left alone: they may have been settled since the state was read.
function commitUpdate(table: string, next: PriceState, eventId: string) {
  const { productId: _key, unsettled: _marks, ...fields } = toItem(next);
  const entries = Object.entries(fields);
  const set = entries.flatMap(([, value], at) => (value === undefined ? [] : [`#f${at} = :f${at}`]));
  const remove = entries.flatMap(([, value], at) => (value === undefined ? [`#f${at}`] : []));
  return {
    TableName: table,
    Key: { productId: next.productId },
    UpdateExpression: `SET ${set.join(', ')}, unsettled.#event = :mark${remove.length > 0 ? ` REMOVE ${remove.join(', ')}` : ''}`,
    ConditionExpression: '#revision = :context',
    ExpressionAttributeNames: {
      '#event': eventId,
      '#revision': 'revision',
      ...Object.fromEntries(entries.map(([name], at) => [`#f${at}`, name])),
    },
    ExpressionAttributeValues: {
      ':mark': next.unsettled[eventId],
      ':context': next.revision - 1,
      ...Object.fromEntries(
        entries.flatMap(([, value], at) => (value === undefined ? [] : [[`:f${at}`, value]])),
      ),
    },
  };
}

// What no expression looks into is packed: every commit and every settled mark is billed by the size of the whole item.
function toItem(state: PriceState): Item {
  const { salesRate, demand, dailyLows, hourlyRanges, watched, movement, frozenPrices, ...rest } = state;
  const history = { salesRate, demand, dailyLows, hourlyRanges, watched, movement, frozenPrices };
  return { ...rest, history: pack(history) };
}

const fromItem = ({ history, ...rest }: Item): Item =>
  history instanceof Uint8Array ? { ...rest, ...(unpack(history) as object) } : rest;
