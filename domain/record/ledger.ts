import * as z from 'zod';
import { Context } from '../context/circumstances.ts';
import { Proposal } from '../context/proposal.ts';
import { Decision } from '../decision/decision.ts';
import { Policy } from '../policy/policy.ts';
import { CommittedOutcome } from '../state/price-state.ts';
import { Time } from '../values/time.ts';
import { TracePart } from './trace-part.ts';

/** Every event ends in exactly one of these. */
export const Outcome = z.enum([...CommittedOutcome.options, 'superseded']);
export type Outcome = z.infer<typeof Outcome>;

/** Outcomes with an index. Most events are held: index entries for them would cost as much as their rows. */
export type ListedOutcome = Exclude<Outcome, 'held'>;
export const isListed = (outcome: Outcome): outcome is ListedOutcome => outcome !== 'held';

/** The part of a decision that is in the event's row; the evidence is an item of its own. */
export const DecisionNote = z.object({
  outcome: CommittedOutcome,
  source: Proposal.shape.source.optional(),
  fallbackReason: z.string().optional(),
  price: z.number().optional(),
});
export type DecisionNote = z.infer<typeof DecisionNote>;

/** One row an event, from `received` to its outcome. */
export const LedgerRow = z.object({
  eventId: z.string(),
  /** Absent for an unreadable event. */
  productId: z.string().optional(),
  kind: z.string().optional(),
  /** When Pricewire first saw the event, by our own clock: the local bus, or the start of the first execution on AWS. */
  acceptedAt: Time,
  /** The sender's time; information only. */
  sentAt: Time.optional(),
  receivedAt: Time,
  /** The envelope as JSON text; of an unreadable event cut to 64 KB. */
  envelope: z.string(),
  /** Every execution that worked on the event, by ARN. */
  executions: z.array(z.string()),
  /** Set by the decision on a product without a state: it prevents a fence. Older rows contain all their decisions. */
  decisions: z.record(z.string(), DecisionNote).default({}),
  /**
   * This and the next two fields come from the decision in which the event ended. Absent if another execution closed the row
   * than decided.
   */
  source: Proposal.shape.source.optional(),
  fallbackReason: z.string().optional(),
  price: z.number().optional(),
  /** Set before an event without a price state is dead-lettered: no decision can be written after it. */
  fencedAt: Time.optional(),
  outcome: Outcome.optional(),
  reason: z.string().optional(),
  stage: z.string().optional(),
  closedAt: Time.optional(),
  /** The revision of the price state after the event's commit. */
  revision: z.int().optional(),
  /** Only for `priced`: the revision of the new price, and when it was published or found overtaken. */
  'price.revision': z.int().optional(),
  publishedAt: Time.optional(),
  overtakenAt: Time.optional(),
  /** From `acceptedAt` to `publishedAt`, in milliseconds. */
  latencyMs: z.number().optional(),
  /** Restarts by the sweeper since the event last waited for an outage. */
  sweeps: z.int().default(0),
  /** The last restart, by the sweeper or from the queue of waiting events. */
  sweptAt: Time.optional(),
  /** Traces of executions by execution and first entry, without the parts in evidence. */
  traces: z.record(z.string(), TracePart).optional(),
  /** The dead-lettered event of which this one is the redrive. */
  redriveOf: z.string().optional(),
  /** On a dead-lettered event: the id of its redrive. */
  redrivenAs: z.string().optional(),
});
export type LedgerRow = z.infer<typeof LedgerRow>;

/** The context of a decision. The policy is stored by its immutable version. */
export const JudgedOn = Context.omit({ policy: true, marks: true }).extend({
  policy: Policy.pick({ policyId: true, version: true, mode: true, modeSince: true }),
});
export type JudgedOn = z.infer<typeof JudgedOn>;

/** The evidence for one decision, written once. */
export const Evidence = z.object({
  eventId: z.string(),
  productId: z.string(),
  context: z.int(),
  proposal: Proposal.optional(),
  decision: Decision,
  /** Absent in older evidence, like the fields below. */
  judgedOn: JudgedOn.optional(),
  /** The trace of the deciding execution up to the decision. */
  trace: TracePart.optional(),
  /** The version of Pricewire that decided. */
  code: z.string().optional(),
});
export type Evidence = z.infer<typeof Evidence>;

/** The key of a part in its row, so that writing a part again changes nothing. */
export const tracePartKey = ({ execution, from }: TracePart): string => `${execution}#${from}`;

/** The price fields of the evidence, for reads that need no more. */
export const DecidedPrice = Evidence.pick({ eventId: true, context: true }).extend({
  decision: Decision.pick({ price: true, currency: true }),
});
export type DecidedPrice = z.infer<typeof DecidedPrice>;

/** Whether the evidence of the event's decision has expired: it is not in `found`. */
export const hasExpired = (row: LedgerRow, found: readonly Evidence[]): boolean =>
  row.revision !== undefined &&
  row.outcome !== 'dead-lettered' &&
  row.outcome !== 'superseded' &&
  !found.some(({ context }) => context + 1 === row.revision);

/** The note in the row about a decision on a product without a state. */
export const noteOf = ({ decision, proposal }: Evidence): DecisionNote => ({
  outcome: decision.outcome,
  ...(proposal ? { source: proposal.source } : {}),
  ...(proposal?.fallbackReason === undefined ? {} : { fallbackReason: proposal.fallbackReason }),
  ...(decision.price === undefined ? {} : { price: decision.price }),
});

/** The envelope that restarts the row's event, with its id and time of acceptance. */
export function envelopeOf({ envelope, eventId, acceptedAt }: LedgerRow): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(envelope);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return { ...parsed, id: eventId, acceptedAt };
  } catch {
    // The envelope was cut. Its rest is passed on as text and refused again.
  }
  return { id: eventId, time: acceptedAt, acceptedAt, detail: envelope };
}

const Ordered = z.object({ detail: z.object({ orderId: z.string() }) });
const Edited = z.object({ edited: z.object({ orderId: z.string() }) });

/** The order that the row's event names; undefined if none. */
export const orderIdIn = (row: LedgerRow): string | undefined =>
  Ordered.safeParse(envelopeOf(row)).data?.detail.orderId;

/** The order by which a person edited the event before its redrive. */
export const editOrderIdIn = (row: LedgerRow): string | undefined =>
  Edited.safeParse(envelopeOf(row)).data?.edited.orderId;

/** The end of an event as its row stores it. */
export type Closing = Pick<
  LedgerRow,
  | 'reason'
  | 'stage'
  | 'revision'
  | 'price.revision'
  | 'publishedAt'
  | 'overtakenAt'
  | 'latencyMs'
  | 'source'
  | 'fallbackReason'
  | 'price'
> & {
  outcome: Outcome;
  closedAt: string;
  /** The rest of the trace of the closing execution. */
  trace?: TracePart;
};

/** What a restart from the queue of waiting events adds to an envelope. */
export const Waiting = z.object({
  /** Consecutive executions that ended in a way that the event may have caused. */
  failures: z.int().min(0),
  /** Whether the last execution ended because a store or service was down. */
  outage: z.boolean(),
});

/** Partitions of the indexes of outcomes and of open rows: one key value takes about 1,000 writes a second. */
export const INDEX_SHARDS = 8;

/** The shard of an event, from its id (FNV-1a). */
export function shardOf(eventId: string): number {
  let hash = 0x811c9dc5;
  for (const character of eventId) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) % INDEX_SHARDS;
}

/** Every index key of `name`, such as `open#0` … `open#7`. */
export const shardKeys = (name: string): string[] =>
  Array.from({ length: INDEX_SHARDS }, (_, shard) => `${name}#${shard}`);

/** The index key of `name` that `eventId` falls into. */
export const shardKey = (name: string, eventId: string): string => `${name}#${shardOf(eventId)}`;
