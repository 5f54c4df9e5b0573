import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { Challenge } from '../domain/decision/challenge.ts';
import {
  type Abandoned,
  type Closing,
  DecidedPrice,
  type Evidence,
  isListed,
  LedgerRow,
  type ListedOutcome,
  MOST_EXECUTIONS,
  MOST_TRACE_PARTS,
  noteOf,
  shardKey,
  shardKeys,
  tracePartKey,
} from '../domain/record/ledger.ts';
import type { TracePart } from '../domain/record/trace-part.ts';
import { isMended } from '../domain/review/rejection.ts';
import { ascending, descending } from '../domain/values/sorting.ts';
import { batches } from './batches.ts';
import { projection, queryItems, readByKeys, readItem, type Tables, writeIf, writtenIf } from './dynamo.ts';
import { packEvidence, unpackEvidence } from './evidence-item.ts';
import { pack, unpack } from './packed.ts';
import { challengeExpiry, evidenceExpiry, evidenceKept, type Retention, rowExpiry } from './retention.ts';
import { FORMAT, type Item, itemReader, leaveOut, type OnUnreadable } from './stored-item.ts';
import { TABLES } from './tables.ts';
import { fromRows, toRows } from './trace-columns.ts';

/** Fields of an execution for its event's row. */
export type Opening = Pick<
  LedgerRow,
  'eventId' | 'productId' | 'kind' | 'acceptedAt' | 'sentAt' | 'receivedAt' | 'envelope' | 'redriveOf'
> & {
  execution: string;
  /** Set for an event from the queue of waiting events. After an outage its count of sweeps restarts. */
  restart?: { at: string; afterOutage: boolean };
};

/** A span of time, RFC 3339, both ends included. */
export interface Span {
  since: string;
  until: string;
}

/** One row for each event, and one item for the evidence of each decision. */
export interface Ledger {
  /**
   * Opens the event's row, or adds the execution to it, and returns the row. A closed row is not changed. A row with
   * `MOST_EXECUTIONS` names only the last of further ones, and counts the others.
   */
  open(opening: Opening): Promise<LedgerRow>;
  /** Strongly consistent. */
  read(eventId: string): Promise<LedgerRow | undefined>;
  /** Here and below, unreadable items go to `skipped`, or are thrown without it. */
  readMany(eventIds: string[], skipped?: OnUnreadable): Promise<LedgerRow[]>;
  /** Those of these events that have a row, also an unreadable one; eventually consistent, which costs half. */
  withRow(eventIds: string[]): Promise<Set<string>>;
  /** Stores the evidence unless there is some for this event and context. Returns the stored one. */
  putEvidence(evidence: Evidence): Promise<Evidence>;
  readEvidence(eventId: string): Promise<Evidence[]>;
  /** The evidence of these distinct decisions, unordered; strongly consistent. */
  evidences(decisions: { eventId: string; context: number }[], skipped?: OnUnreadable): Promise<Evidence[]>;
  /** The price fields from the evidence of these distinct decisions, unordered; strongly consistent. */
  decidedPrices(
    decisions: { eventId: string; context: number }[],
    skipped?: OnUnreadable,
  ): Promise<DecidedPrice[]>;
  /** Stores the challenger's result for the event's decision on this context. The first one is kept. */
  putChallenge(challenge: Challenge): Promise<void>;
  /** Challenges by time, newest first within a shard; eventually consistent. Unreadable ones are left out. */
  challenges(span: Span, skipped?: OnUnreadable): AsyncIterable<Challenge>;
  /** Writes the decision to the row if it has no outcome, no fence and no decision on this context. */
  noteDecision(evidence: Evidence): Promise<'noted' | 'there' | 'closed' | 'fenced'>;
  /** Prevents all further decisions; false if there is a decision or an outcome. */
  fence(eventId: string, fence: { fencedAt: string; stage: string; reason: string }): Promise<boolean>;
  /** Sets the outcome; false if there is one. */
  close(eventId: string, closing: Closing): Promise<boolean>;
  /** Adds a part of the trace to the row, unless a part with the same start exists or the row has the maximum number of parts. */
  noteTrace(eventId: string, part: TracePart | undefined): Promise<void>;
  /** Counts a restart by the sweeper, and adds the executions that it found abandoned; false if the row has an outcome. */
  countSweep(eventId: string, at: string, abandoned?: readonly Abandoned[]): Promise<boolean>;
  /** Notes the event that a dead-lettered event was redriven as; false if its outcome is another, or missing. */
  noteRedriven(eventId: string, redrivenAs: string): Promise<boolean>;
  /**
   * Ids of rows without an outcome that were received until a time, or from `orFrom` on (times in the future, from a clock that was
   * ahead). Eventually consistent.
   */
  openBefore(time: string, orFrom?: string): AsyncIterable<string>;
  /** Ids of rows by outcome, newest first within a shard; eventually consistent. Held rows are only indexed by product. */
  byOutcome(outcome: ListedOutcome, span: Span): AsyncIterable<string>;
  /** Ids of events whose decision repaired the price in force after a rejection, by time; eventually consistent. */
  mended(span: Span): AsyncIterable<string>;
  /** Ids of a product's rows, newest first; eventually consistent. */
  byProduct(productId: string, span: Span): AsyncIterable<string>;
}

/** Sorts after every time. */
const LAST = '~';
/** Sort key of an event's row. Its evidence has the same partition, one item for each context. */
const ROW = 'row';
/** Partition of challenges in the index by outcome; it is not an outcome. */
const CHALLENGED = 'challenged';
/** Partition of repairing decisions in the same index; it is not an outcome either. */
const MENDED = 'mended';
const challengePart = (context: number): string => `challenge#${context}`;
const evidencePart = (context: number): string => `decision#${context}`;

/** `retention` applies to new items. A read may return an expired one. */
export function dynamoLedger(tables: Tables, table: string, retention: Retention = {}): Ledger {
  const rowKey = (eventId: string) => ({ eventId, part: ROW });
  const readerOf = <Value>(parse: (item: Item) => Value) =>
    itemReader({ table, keys: TABLES.ledger, onUnreadable: tables.onUnreadable }, parse);
  const rows = readerOf(toRow);
  const evidenceItems = readerOf(({ packed }) => unpackEvidence(packed as Uint8Array));
  const challengeItems = readerOf(({ packed }) => Challenge.parse(unpack(packed as Uint8Array)));
  const priceItems = readerOf(({ price, currency, ...decided }) =>
    DecidedPrice.parse({ ...decided, decision: { price, currency } }),
  );

  const rowItem = (eventId: string): Promise<Item | undefined> => readItem(tables, table, rowKey(eventId));
  const read: Ledger['read'] = async (eventId) => {
    const item = await rowItem(eventId);
    return item && rows.one(item);
  };

  const keys = (
    index: string,
    partition: string,
    key: string,
    [sort, span]: [string, Span],
    newestFirst: boolean,
  ) =>
    queryItems(tables, {
      TableName: table,
      IndexName: index,
      KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :since AND :until',
      ExpressionAttributeNames: { '#partition': partition, '#sort': sort },
      ExpressionAttributeValues: { ':partition': key, ':since': span.since, ':until': span.until },
      ScanIndexForward: !newestFirst,
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

    async open({ execution, restart, ...row }) {
      const opened = await openRow(tables, table, row, execution, restart);
      if (opened) return rows.one(opened);
      const stored = await rowItem(row.eventId);
      if (stored === undefined) throw new Error(`the row of ${row.eventId} disappeared while it was opened`);
      if (stored['outcome'] !== undefined) return rows.one(stored);
      const isNew = stored['lastExecution'] !== execution;
      const joined = await joinFullRow(tables, table, row.eventId, execution, restart, isNew);
      // Closed since it was read.
      return rows.one(joined ?? (await rowItem(row.eventId)) ?? stored);
    },

    async readMany(eventIds, skipped) {
      return rows.many(await readByKeys(tables, table, [...new Set(eventIds)].map(rowKey)), skipped);
    },

    async withRow(eventIds) {
      const options = { ...projection(['eventId']), ConsistentRead: false };
      const found = await readByKeys(tables, table, [...new Set(eventIds)].map(rowKey), options);
      return new Set(found.map(({ eventId }) => String(eventId)));
    },

    async putEvidence(evidence) {
      const { eventId, context } = evidence;
      const { price, currency, decidedAt, outcome } = evidence.decision;
      const key = { eventId, part: evidencePart(context) };
      const found = isMended(evidence.decision)
        ? { outcomeShard: shardKey(MENDED, eventId), closedAt: decidedAt }
        : {};
      const expiry = evidenceExpiry(retention, outcome, decidedAt);
      const put = new PutCommand({
        TableName: table,
        // The price is an attribute of its own; the rest is only read as a whole, and billed by its size.
        Item: {
          ...key,
          ...found,
          ...expiry,
          context,
          price,
          currency,
          packed: packEvidence(evidence),
          format: FORMAT,
        },
        ConditionExpression: 'attribute_not_exists(part)',
      });
      if (await writeIf(tables.send(put))) return evidence;
      const item = await readItem(tables, table, key);
      return evidenceItems.one(item ?? key);
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
      return evidenceItems.many(Items).sort(ascending(({ context }) => context));
    },

    async evidences(decisions, skipped) {
      const keys = decisions.map(({ eventId, context }) => ({ eventId, part: evidencePart(context) }));
      return evidenceItems.many(await readByKeys(tables, table, keys), skipped);
    },

    async decidedPrices(decisions, skipped) {
      const keys = decisions.map(({ eventId, context }) => ({ eventId, part: evidencePart(context) }));
      const only = projection(['eventId', 'part', 'context', 'price', 'currency', 'format']);
      return priceItems.many(await readByKeys(tables, table, keys, only), skipped);
    },

    async putChallenge(challenge) {
      const { eventId, context, challengedAt } = challenge;
      const put = new PutCommand({
        TableName: table,
        Item: {
          eventId,
          part: challengePart(context),
          packed: pack(challenge),
          format: FORMAT,
          // The index of outcomes finds it by time.
          outcomeShard: shardKey(CHALLENGED, eventId),
          closedAt: challengedAt,
          ...challengeExpiry(retention, challengedAt),
        },
        ConditionExpression: 'attribute_not_exists(part)',
      });
      await writeIf(tables.send(put));
    },

    async *challenges(span, skipped = leaveOut) {
      for (const shard of shardKeys(CHALLENGED)) {
        const found = keys('by-outcome', 'outcomeShard', shard, ['closedAt', span], true);
        for await (const batch of batches(found, 25)) {
          const items = await readByKeys(
            tables,
            table,
            batch.map(({ eventId, part }) => ({ eventId, part })),
          );
          yield* challengeItems.many(items, skipped).sort(descending(({ challengedAt }) => challengedAt));
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

    close(eventId, { trace, ...closing }) {
      const listed = isListed(closing.outcome) ? { outcomeShard: shardKey(closing.outcome, eventId) } : {};
      const expiry = rowExpiry(retention, closing.outcome, closing.closedAt);
      const kept = evidenceKept(retention, closing.outcome);
      const fields = Object.entries({ ...closing, ...listed, ...expiry, ...kept }).filter(
        ([, value]) => value !== undefined,
      );
      const sets = fields.map((_, at) => `#f${at} = :f${at}`);
      return update(
        eventId,
        `SET ${[...sets, ...(trace ? ['traces.#part = :part'] : [])].join(', ')} REMOVE openShard`,
        'attribute_exists(eventId) AND attribute_not_exists(outcome)',
        {
          ...Object.fromEntries(fields.map(([, value], at) => [`:f${at}`, value])),
          ...(trace ? { ':part': pack(toRows(trace.entries)) } : {}),
        },
        {
          ...Object.fromEntries(fields.map(([name], at) => [`#f${at}`, name])),
          ...(trace ? { '#part': tracePartKey(trace) } : {}),
        },
      );
    },

    async noteTrace(eventId, part) {
      if (part === undefined || part.entries.length === 0) return;
      await update(
        eventId,
        // A late request has less information than one that was made after it.
        'SET traces.#part = if_not_exists(traces.#part, :part)',
        'size(traces) < :most',
        { ':part': pack(toRows(part.entries)), ':most': MOST_TRACE_PARTS },
        { '#part': tracePartKey(part) },
      );
    },

    countSweep: (eventId, at, abandoned = []) =>
      update(
        eventId,
        `SET sweptAt = :at${abandoned.length > 0 ? ', abandoned = list_append(if_not_exists(abandoned, :none), :more)' : ''} ADD sweeps :one`,
        'attribute_exists(eventId) AND attribute_not_exists(outcome)',
        { ':at': at, ':one': 1, ...(abandoned.length > 0 ? { ':none': [], ':more': abandoned } : {}) },
      ),

    noteRedriven: (eventId, redrivenAs) =>
      update(eventId, 'SET redrivenAs = :as', 'outcome = :outcome', {
        ':as': redrivenAs,
        ':outcome': 'dead-lettered',
      }),

    async *openBefore(time, orFrom) {
      const spans = [
        { since: '0', until: time },
        ...(orFrom === undefined ? [] : [{ since: orFrom, until: LAST }]),
      ];
      for (const key of shardKeys('open'))
        for (const span of spans) yield* ids('open', 'openShard', key, ['receivedAt', span], false);
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

// One write opens the row and adds this execution. It fails if the row has an outcome, or no room for a further execution.
async function openRow(
  tables: Tables,
  table: string,
  row: Omit<Opening, 'execution' | 'restart'>,
  execution: string,
  restart: Opening['restart'],
): Promise<Item | undefined> {
  const { eventId, ...first } = row;
  const openShard = shardKey('open', eventId);
  const fields = Object.entries({ ...first, decisions: {}, traces: {}, openShard, format: FORMAT }).filter(
    ([, value]) => value !== undefined,
  );
  const restarted = restartOf(restart);
  const sets = [...fields.map((_, at) => `#f${at} = if_not_exists(#f${at}, :f${at})`), ...restarted.sets];
  const update = new UpdateCommand({
    TableName: table,
    Key: { eventId, part: ROW },
    UpdateExpression: `SET ${sets.join(', ')} ADD executions :execution`,
    ConditionExpression:
      'attribute_not_exists(outcome) AND (attribute_not_exists(executions) OR size(executions) < :most OR contains(executions, :own))',
    ExpressionAttributeNames: Object.fromEntries(fields.map(([name], at) => [`#f${at}`, name])),
    ExpressionAttributeValues: {
      ':execution': new Set([execution]),
      ':own': execution,
      ':most': MOST_EXECUTIONS,
      ...restarted.values,
      ...Object.fromEntries(fields.map(([, value], at) => [`:f${at}`, value])),
    },
    ReturnValues: 'ALL_NEW',
  });
  return writtenIf(tables.send(update));
}

// The same for a row with the maximum of executions: this one replaces the last. A retry of the last one is not counted again.
async function joinFullRow(
  tables: Tables,
  table: string,
  eventId: string,
  execution: string,
  restart: Opening['restart'],
  isNew: boolean,
): Promise<Item | undefined> {
  const { sets, values } = restartOf(restart);
  const update = new UpdateCommand({
    TableName: table,
    Key: { eventId, part: ROW },
    UpdateExpression: `SET ${['lastExecution = :own', ...sets].join(', ')}${isNew ? ' ADD laterExecutions :one' : ''}`,
    ConditionExpression: 'attribute_exists(eventId) AND attribute_not_exists(outcome)',
    ExpressionAttributeValues: { ':own': execution, ...values, ...(isNew ? { ':one': 1 } : {}) },
    ReturnValues: 'ALL_NEW',
  });
  return writtenIf(tables.send(update));
}

const restartOf = (restart: Opening['restart']) => ({
  sets: [
    ...(restart ? ['sweptAt = :restartedAt'] : []),
    ...(restart?.afterOutage ? ['sweeps = :never'] : []),
  ],
  values: {
    ...(restart ? { ':restartedAt': restart.at } : {}),
    ...(restart?.afterOutage ? { ':never': 0 } : {}),
  },
});

const toRow = ({ lastExecution, laterExecutions = 0, ...item }: Item): LedgerRow =>
  LedgerRow.parse({
    ...item,
    executions: [
      ...(item['executions'] instanceof Set ? [...item['executions']].sort() : []),
      ...(lastExecution === undefined ? [] : [lastExecution]),
    ],
    ...(Number(laterExecutions) > 1 ? { executionsLeftOut: Number(laterExecutions) - 1 } : {}),
    traces: Object.fromEntries(
      Object.entries((item['traces'] ?? {}) as object).map(([key, kept]) => [key, tracePart(key, kept)]),
    ),
  });

// The workflow writes a part as the text that it carries.
function tracePart(key: string, kept: unknown): TracePart {
  const [execution = key, from] = key.split('#');
  const entries = kept instanceof Uint8Array ? fromRows(unpack(kept) as never) : JSON.parse(String(kept));
  return { execution, from: Number(from), entries };
}
