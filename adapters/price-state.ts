import { PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import type { Standing } from '../domain/standing/standing.ts';
import { PriceState } from '../domain/state/price-state.ts';
import type { Turn } from '../domain/state/turn.ts';
import {
  allPages,
  projection,
  readByKeys,
  readItem,
  scanItems,
  type Tables,
  writeIf,
  writtenIf,
} from './dynamo.ts';
import { pack, unpack } from './packed.ts';
import { fromColumns, splitState } from './price-history-columns.ts';
import { FORMAT, type Item, itemReader, type OnUnreadable } from './stored-item.ts';
import { TABLES } from './tables.ts';

/** The price in force from a price state: far less to read than the whole. */
export const RecordedPrice = PriceState.pick({ productId: true, price: true, unsettled: true });
export type RecordedPrice = z.infer<typeof RecordedPrice>;

/** When the price of a product is due for repricing. */
const Due = PriceState.pick({ productId: true, repriceAt: true }).required();
type Due = z.infer<typeof Due>;

/** Time of a product's last decision. */
const Decided = PriceState.pick({ productId: true, decidedAt: true }).required();
type Decided = z.infer<typeof Decided>;

/** The record of every product's price: one item for each, written only if it still has the revision it was judged on. */
export interface PriceStates {
  /** Strongly consistent; undefined for a product without decisions. */
  read(productId: string): Promise<PriceState | undefined>;
  /**
   * Writes `next` if the stored revision is still the one before it. Of the marks it only writes that of `eventId`, and removes
   * those of `settled`.
   */
  commit(next: PriceState, eventId: string, settled?: readonly string[]): Promise<boolean>;
  /**
   * Raises the revision of an unreadable state, so that nothing judged on it can be committed any more. Returns whether the event
   * has a mark there.
   */
  moveOn(productId: string, eventId: string): Promise<boolean>;
  /** Gives the turn at this revision to the event, unless another one has it at the time `now`. The revision does not change. */
  takeTurn(state: PriceState, turn: Turn, now: string): Promise<boolean>;
  /** Removes the event's mark. The revision does not change. */
  settle(productId: string, eventId: string): Promise<void>;
  /** Sets the sequence that the next event must exceed, at this revision; raises the revision. */
  resetSequence(state: PriceState, to: number | undefined): Promise<boolean>;
  /** Resets the learned demand, at this revision; raises the revision. */
  resetDemand(state: PriceState): Promise<boolean>;
  /** Sets the product's standing, at this revision; raises the revision. */
  setStanding(state: PriceState, standing: Standing): Promise<boolean>;
  /** Every state; eventually consistent. Here and below, unreadable ones are left out and go to `skipped`. */
  all(skipped?: OnUnreadable): AsyncIterable<PriceState>;
  /** Products due for repricing; eventually consistent. */
  due(now: string, skipped?: OnUnreadable): AsyncIterable<Due>;
  /** Products with at least one decision; eventually consistent. */
  decided(skipped?: OnUnreadable): AsyncIterable<Decided>;
  /** States with a mark; eventually consistent. */
  unsettled(skipped?: OnUnreadable): AsyncIterable<PriceState>;
  /** The price in force of every state; eventually consistent. */
  prices(skipped?: OnUnreadable): AsyncIterable<RecordedPrice>;
  /** As `readPrices`, for whole states. */
  readMany(productIds: string[], skipped?: OnUnreadable): Promise<PriceState[]>;
  /**
   * The prices of these distinct products, unordered; strongly consistent. A product without a state is left out; an unreadable
   * state goes to `skipped`, or is thrown without it.
   */
  readPrices(productIds: string[], skipped?: OnUnreadable): Promise<RecordedPrice[]>;
  /** Number of states; eventually consistent. */
  count(): Promise<number>;
}

export function dynamoPriceStates(tables: Tables, table: string): PriceStates {
  const from = { table, keys: TABLES['price-state'], onUnreadable: tables.onUnreadable };
  const readerOf = <State>(schema: z.ZodType<State>) =>
    itemReader(from, (item) => schema.parse(fromItem(item)));
  const [states, dues, prices] = [readerOf(PriceState), readerOf(Due), readerOf(RecordedPrice)];
  const decisions = readerOf(Decided);
  const scan = (filter: Record<string, unknown> = {}) => scanItems(tables, { TableName: table, ...filter });
  const only = (shape: object) => projection([...Object.keys(shape), 'format']);
  // At the state's revision, which it raises.
  const putHistory = (state: PriceState) =>
    writeIf(
      tables.send(
        new UpdateCommand({
          TableName: table,
          Key: { productId: state.productId },
          UpdateExpression: 'SET revision = :next, history = :history, #format = :format',
          ConditionExpression: 'revision = :context',
          ExpressionAttributeNames: { '#format': 'format' },
          ExpressionAttributeValues: {
            ':context': state.revision,
            ':next': state.revision + 1,
            ':history': toItem(state)['history'],
            ':format': FORMAT,
          },
        }),
      ),
    );
  const priceOnly = only(RecordedPrice.shape);

  return {
    async read(productId) {
      const item = await readItem(tables, table, { productId });
      return item && states.one(item);
    },

    commit(next, eventId, settled = []) {
      if (next.revision === 1) return writeIf(tables.send(new PutCommand(firstPut(table, next))));
      return writeIf(tables.send(new UpdateCommand(commitUpdate(table, next, eventId, settled))));
    },

    async moveOn(productId, eventId) {
      const raise = new UpdateCommand({
        TableName: table,
        Key: { productId },
        UpdateExpression: 'ADD revision :one',
        ConditionExpression: 'attribute_type(revision, :number)',
        ExpressionAttributeValues: { ':one': 1, ':number': 'N' },
        ReturnValues: 'ALL_NEW',
      });
      // Without a numeric revision no commit could succeed anyway.
      const raised = await writtenIf(tables.send(raise));
      return Object.hasOwn(Object(raised?.['unsettled']), eventId);
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

    resetDemand: (state) => putHistory({ ...state, demand: undefined, salesRate: undefined }),
    setStanding: (state, standing) => putHistory({ ...state, standing }),

    all: (skipped) => states.walk(scan(), skipped),
    due(now, skipped) {
      const filter = { FilterExpression: 'repriceAt <= :now', ExpressionAttributeValues: { ':now': now } };
      return dues.walk(scan({ ...filter, ...only(Due.shape) }), skipped);
    },
    decided(skipped) {
      const filter = { FilterExpression: 'attribute_exists(decidedAt)' };
      return decisions.walk(scan({ ...filter, ...only(Decided.shape) }), skipped);
    },
    unsettled(skipped) {
      const filter = {
        FilterExpression: 'size(unsettled) > :none',
        ExpressionAttributeValues: { ':none': 0 },
      };
      return states.walk(scan(filter), skipped);
    },

    prices: (skipped) => prices.walk(scan(priceOnly), skipped),

    async readMany(productIds, skipped) {
      const keys = productIds.map((productId) => ({ productId }));
      return states.many(await readByKeys(tables, table, keys), skipped);
    },

    async readPrices(productIds, skipped) {
      const keys = productIds.map((productId) => ({ productId }));
      return prices.many(await readByKeys(tables, table, keys, priceOnly), skipped);
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

// Marks of other events are not written: they may have been settled since the state was read.
function commitUpdate(table: string, next: PriceState, eventId: string, settled: readonly string[]) {
  const { productId: _key, unsettled: _marks, ...fields } = toItem(next);
  const entries = Object.entries(fields);
  const set = entries.flatMap(([, value], at) => (value === undefined ? [] : [`#f${at} = :f${at}`]));
  const remove = [
    ...entries.flatMap(([, value], at) => (value === undefined ? [`#f${at}`] : [])),
    ...settled.map((_, at) => `unsettled.#s${at}`),
  ];
  return {
    TableName: table,
    Key: { productId: next.productId },
    UpdateExpression: `SET ${set.join(', ')}, unsettled.#event = :mark${remove.length > 0 ? ` REMOVE ${remove.join(', ')}` : ''}`,
    ConditionExpression: '#revision = :context',
    ExpressionAttributeNames: {
      '#event': eventId,
      '#revision': 'revision',
      ...Object.fromEntries(settled.map((id, at) => [`#s${at}`, id])),
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

// Fields that no expression uses are packed: every commit and every settled mark is billed by the size of the whole item.
function toItem(state: PriceState): Item {
  const { columns, rest } = splitState(state);
  return { ...rest, history: pack(columns), format: FORMAT };
}

const fromItem = ({ history, ...rest }: Item): Item =>
  history instanceof Uint8Array ? { ...rest, ...historyOf(unpack(history)) } : rest;

// Format 1 packed an object with field names.
const historyOf = (unpacked: unknown): object =>
  Array.isArray(unpacked) ? fromColumns(unpacked) : (unpacked as object);
