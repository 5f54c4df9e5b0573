import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { Challenge } from '../domain/challenge.ts';
import {
  type Closing,
  DecidedPrice,
  Evidence,
  LedgerRow,
  noteOf,
  type Outcome,
  shardKey,
  shardKeys,
} from '../domain/ledger.ts';
import { isMended } from '../domain/rejection.ts';
import { batches } from './batches.ts';
import { allPages, projection, readByKeys, type Tables, writeIf, writtenIf } from './dynamo.ts';
import { pack, unpack } from './packed.ts';

/** What an execution brings to its event's row. */
export type Opening = Pick<
  LedgerRow,
  'eventId' | 'productId' | 'kind' | 'acceptedAt' | 'receivedAt' | 'envelope' | 'redriveOf'
> & { execution: string };

/** A span of time, RFC 3339, both ends included. */
export interface Span {
  since: string;
  until: string;
}

/** One row an event, and one item for the evidence of each decision. */
export interface Ledger {
  /** Opens the event's row, or joins it; the row as it stands then. A closed row is left as it is. */
  open(opening: Opening): Promise<LedgerRow>;
  /** Strongly consistent. */
  read(eventId: string): Promise<LedgerRow | undefined>;
  readMany(eventIds: string[]): Promise<LedgerRow[]>;
  /** Keeps the evidence unless there is some for this event and context; answers the one that stands. */
  putEvidence(evidence: Evidence): Promise<Evidence>;
  readEvidence(eventId: string): Promise<Evidence[]>;
  /** The evidence of these decisions, in no order; strongly consistent. Each is named once. */
  evidences(decisions: { eventId: string; context: number }[]): Promise<Evidence[]>;
  /** What the evidence of these decisions says of the price, in no order; strongly consistent. Each is named once. */
  decidedPrices(decisions: { eventId: string; context: number }[]): Promise<DecidedPrice[]>;
  /** Keeps what the challenger made of the event's decision on this context; the first stands. */
  putChallenge(challenge: Challenge): Promise<void>;
  /** Challenges by the time that they were made, newest first within a shard; eventually consistent. */
  challenges(span: Span): AsyncIterable<Challenge>;
  /** Writes the decision into the row, if the row has no outcome, no fence and no decision on this context. */
  noteDecision(evidence: Evidence): Promise<'noted' | 'there' | 'closed' | 'fenced'>;
  /** Lets no decision be written any more; false if there is one, or an outcome. */
  fence(eventId: string, fence: { fencedAt: string; stage: string; reason: string }): Promise<boolean>;
  /** Gives the row its outcome; false if it has one. */
  close(eventId: string, closing: Closing): Promise<boolean>;
  /** Counts one more restart by the sweeper; false if the row has an outcome. */
  countSweep(eventId: string, at: string): Promise<boolean>;
  /** Notes which event a dead-lettered one was started again as; false if its outcome is another, or it has none. */
  noteRedriven(eventId: string, redrivenAs: string): Promise<boolean>;
  /** Ids of rows without an outcome that were received before a time; eventually consistent. */
  openBefore(time: string): AsyncIterable<string>;
  /** Ids of rows by outcome, newest first within a shard; eventually consistent. */
  byOutcome(outcome: Outcome, span: Span): AsyncIterable<string>;
  /** Ids of events with a decision that mended the price in force in place of the one rejected, by its time; eventually consistent. */
  mended(span: Span): AsyncIterable<string>;
  /** Ids of a product's rows, newest first; eventually consistent. */
  byProduct(productId: string, span: Span): AsyncIterable<string>;
}

/** The sort key of an event's row; its evidence sorts beside it, one item a context. */
const ROW = 'row';
/** The partition of the index by outcome that challenges are in; no event ends in it. */
const CHALLENGED = 'challenged';
/** The partition of decisions that mended what a rejection would have left; no event ends in it either. */
const MENDED = 'mended';
const challengePart = (context: number): string => `challenge#${context}`;
const evidencePart = (context: number): string => `decision#${context}`;

export function dynamoLedger(tables: Tables, table: string): Ledger {
  const rowKey = (eventId: string) => ({ eventId, part: ROW });

  const read: Ledger['read'] = async (eventId) => {
    const { Item } = await tables.send(
      new GetCommand({ TableName: table, Key: rowKey(eventId), ConsistentRead: true }),
    );
    return Item && toRow(Item);
  };

  const keys = (
    index: string,
    partition: string,
    key: string,
    [sort, span]: [string, Span],
    newestFirst: boolean,
  ) =>
    allPages(async (start) => {
      const page = await tables.send(
        new QueryCommand({
          TableName: table,
          IndexName: index,
          KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :since AND :until',
          ExpressionAttributeNames: { '#partition': partition, '#sort': sort },
          ExpressionAttributeValues: { ':partition': key, ':since': span.since, ':until': span.until },
          ScanIndexForward: !newestFirst,
          ExclusiveStartKey: start,
        }),
      );
      return { items: page.Items ?? [], next: page.LastEvaluatedKey };
    });

  async function* ids(...query: Parameters<typeof keys>): AsyncGenerator<string> {
    for await (const { eventId } of keys(...query)) yield String(eventId);
  }

  const update = (
    eventId: string,
    expression: string,
    condition: string,
    values: Record<string, unknown>,
    names?: Record<string, string>,
  ) =>
    writeIf(
      tables.send(
        new UpdateCommand({
          TableName: table,
          Key: rowKey(eventId),
          UpdateExpression: expression,
          ConditionExpression: condition,
          ExpressionAttributeValues: values,
          ...(names ? { ExpressionAttributeNames: names } : {}),
        }),
      ),
    );

  return {
    read,

    async open({ execution, ...row }) {
      const opened = await openRow(tables, table, row, execution);
      if (opened) return opened;
      const standing = await read(row.eventId);
      if (standing === undefined) throw new Error(`the row of ${row.eventId} went away while it was opened`);
      return standing;
    },

    async readMany(eventIds) {
      return (await readByKeys(tables, table, [...new Set(eventIds)].map(rowKey))).map(toRow);
    },

    async putEvidence(evidence) {
      const { eventId, context } = evidence;
      const { price, currency, decidedAt } = evidence.decision;
      const key = { eventId, part: evidencePart(context) };
      const found = isMended(evidence.decision)
        ? { outcomeShard: shardKey(MENDED, eventId), closedAt: decidedAt }
        : {};
      const put = new PutCommand({
        TableName: table,
        // The price is asked for by itself; the rest is read as a whole, and billed by its size.
        Item: { ...key, ...found, context, price, currency, packed: pack(evidence) },
        ConditionExpression: 'attribute_not_exists(part)',
      });
      if (await writeIf(tables.send(put))) return evidence;
      const { Item } = await tables.send(
        new GetCommand({ TableName: table, Key: key, ConsistentRead: true }),
      );
      return toEvidence(Item);
    },

    async readEvidence(eventId) {
      const { Items = [] } = await tables.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'eventId = :id AND begins_with(part, :prefix)',
          ExpressionAttributeValues: { ':id': eventId, ':prefix': 'decision#' },
          ConsistentRead: true,
        }),
      );
      return Items.map(toEvidence).sort((a, b) => a.context - b.context);
    },

    async evidences(decisions) {
      const keys = decisions.map(({ eventId, context }) => ({ eventId, part: evidencePart(context) }));
      return (await readByKeys(tables, table, keys)).map(toEvidence);
    },

    async decidedPrices(decisions) {
      const keys = decisions.map(({ eventId, context }) => ({ eventId, part: evidencePart(context) }));
      const only = projection(['eventId', 'context', 'price', 'currency']);
      return (await readByKeys(tables, table, keys, only)).map(({ price, currency, ...decided }) =>
        DecidedPrice.parse({ ...decided, decision: { price, currency } }),
      );
    },

    async putChallenge(challenge) {
      const { eventId, context, challengedAt } = challenge;
      const put = new PutCommand({
        TableName: table,
        Item: {
          eventId,
          part: challengePart(context),
          packed: pack(challenge),
          // Found by time through the index of outcomes.
          outcomeShard: shardKey(CHALLENGED, eventId),
          closedAt: challengedAt,
        },
        ConditionExpression: 'attribute_not_exists(part)',
      });
      await writeIf(tables.send(put));
    },

    async *challenges(span) {
      for (const shard of shardKeys(CHALLENGED)) {
        const found = keys('by-outcome', 'outcomeShard', shard, ['closedAt', span], true);
        for await (const batch of batches(found, 25)) {
          const items = await readByKeys(
            tables,
            table,
            batch.map(({ eventId, part }) => ({ eventId, part })),
          );
          yield* items
            .map(({ packed }) => Challenge.parse(unpack(packed as Uint8Array)))
            .sort((a, b) => (a.challengedAt < b.challengedAt ? 1 : -1));
        }
      }
    },

    async noteDecision(evidence) {
      const { eventId, context } = evidence;
      const noted = await update(
        eventId,
        'SET decisions.#context = :note',
        'attribute_exists(eventId) AND attribute_not_exists(outcome) AND attribute_not_exists(fencedAt) AND attribute_not_exists(decisions.#context)',
        { ':note': noteOf(evidence) },
        { '#context': String(context) },
      );
      if (noted) return 'noted';
      const row = await read(eventId);
      if (row === undefined) throw new Error(`no ledger row for ${eventId}`);
      if (row.outcome !== undefined) return 'closed';
      return row.fencedAt === undefined ? 'there' : 'fenced';
    },

    fence: (eventId, { fencedAt, stage, reason }) =>
      update(
        eventId,
        'SET fencedAt = :at, #stage = :stage, #reason = :reason',
        'attribute_not_exists(outcome) AND attribute_not_exists(fencedAt) AND size(decisions) = :none',
        { ':at': fencedAt, ':stage': stage, ':reason': reason, ':none': 0 },
        { '#stage': 'stage', '#reason': 'reason' },
      ),

    close(eventId, closing) {
      const fields = Object.entries({ ...closing, outcomeShard: shardKey(closing.outcome, eventId) }).filter(
        ([, value]) => value !== undefined,
      );
      return update(
        eventId,
        `SET ${fields.map((_, at) => `#f${at} = :f${at}`).join(', ')} REMOVE openShard`,
        'attribute_exists(eventId) AND attribute_not_exists(outcome)',
        Object.fromEntries(fields.map(([, value], at) => [`:f${at}`, value])),
        Object.fromEntries(fields.map(([name], at) => [`#f${at}`, name])),
      );
    },

    countSweep: (eventId, at) =>
      update(
        eventId,
        'SET sweptAt = :at ADD sweeps :one',
        'attribute_exists(eventId) AND attribute_not_exists(outcome)',
        { ':at': at, ':one': 1 },
      ),

    noteRedriven: (eventId, redrivenAs) =>
      update(eventId, 'SET redrivenAs = :as', 'outcome = :outcome', {
        ':as': redrivenAs,
        ':outcome': 'dead-lettered',
      }),

    async *openBefore(time) {
      for (const key of shardKeys('open'))
        yield* ids('open', 'openShard', key, ['receivedAt', { since: '0', until: time }], false);
    },

    async *byOutcome(outcome, span) {
      for (const key of shardKeys(outcome))
        yield* ids('by-outcome', 'outcomeShard', key, ['closedAt', span], true);
    },

    async *mended(span) {
      for (const key of shardKeys(MENDED))
        yield* ids('by-outcome', 'outcomeShard', key, ['closedAt', span], true);
    },

    byProduct: (productId, span) => ids('by-product', 'productId', productId, ['acceptedAt', span], true),
  };
}

// One write opens the row and joins this execution to it; it fails on a row that has its outcome.
async function openRow(
  tables: Tables,
  table: string,
  row: Omit<Opening, 'execution'>,
  execution: string,
): Promise<LedgerRow | undefined> {
  const { eventId, ...first } = row;
  const fields = Object.entries({ ...first, decisions: {}, openShard: shardKey('open', eventId) }).filter(
    ([, value]) => value !== undefined,
  );
  const update = new UpdateCommand({
    TableName: table,
    Key: { eventId, part: ROW },
    UpdateExpression: `SET ${fields.map((_, at) => `#f${at} = if_not_exists(#f${at}, :f${at})`).join(', ')} ADD executions :execution`,
    ConditionExpression: 'attribute_not_exists(outcome)',
    ExpressionAttributeNames: Object.fromEntries(fields.map(([name], at) => [`#f${at}`, name])),
    ExpressionAttributeValues: {
      ':execution': new Set([execution]),
      ...Object.fromEntries(fields.map(([, value], at) => [`:f${at}`, value])),
    },
    ReturnValues: 'ALL_NEW',
  });
  const opened = await writtenIf(tables.send(update));
  return opened && toRow(opened);
}

const toRow = (item: Record<string, unknown>): LedgerRow =>
  LedgerRow.parse({
    ...item,
    executions: item['executions'] instanceof Set ? [...item['executions']].sort() : [],
  });

const toEvidence = (item: Record<string, unknown> | undefined): Evidence =>
  Evidence.parse(unpack(item?.['packed'] as Uint8Array));
