import * as z from 'zod';
import { Context } from '../context/circumstances.ts';
import { Proposal } from '../context/proposal.ts';
import { Decision } from '../decision/decision.ts';
import { Policy } from '../policy/policy.ts';
import { CommittedOutcome } from '../state/price-state.ts';
import { Time } from '../values/time.ts';
import { TracePart } from './trace-part.ts';

/** How an event can end: in exactly one of these. */
export const Outcome = z.enum([...CommittedOutcome.options, 'superseded']);
export type Outcome = z.infer<typeof Outcome>;

/** Outcomes that the ledger has an index of. Most events are held: an entry for each would cost as much as keeping its row. */
export type ListedOutcome = Exclude<Outcome, 'held'>;
export const isListed = (outcome: Outcome): outcome is ListedOutcome => outcome !== 'held';

/** What the row of an event keeps of its decision; the evidence is an item of its own. */
export const DecisionNote = z.object({
  outcome: CommittedOutcome,
  source: Proposal.shape.source.optional(),
  fallbackReason: z.string().optional(),
  price: z.number().optional(),
});
export type DecisionNote = z.infer<typeof DecisionNote>;

/** How far an event had come. `decided`: its decision was written, and not in force yet. */
export const Progress = z.enum(['opened', 'fenced', 'decided', 'committed']);
export type Progress = z.infer<typeof Progress>;

/** An execution that had left neither a trace nor an end when the sweeper restarted its event. */
export const Abandoned = z.object({
  /** The last segment of its ARN. */
  execution: z.string(),
  /** When the sweeper saw it. */
  at: Time,
  /** How far the event had come by then. */
  found: Progress,
});
export type Abandoned = z.infer<typeof Abandoned>;

/** Maximum executions that a row names, besides the last one. An outage of weeks may restart an event every minute. */
export const MOST_EXECUTIONS = 10;
/** Maximum parts of traces in a row; the workflow's own write uses the same number. */
export const MOST_TRACE_PARTS = 50;

/** One row an event, from `received` to its outcome. */
export const LedgerRow = z.object({
  eventId: z.string(),
  /** Absent for an event that could not be read. */
  productId: z.string().optional(),
  kind: z.string().optional(),
  /** When Pricewire first saw the event, by its own clock: the local bus, or the start of the first execution on AWS. */
  acceptedAt: Time,
  /** The time that the sender gave the event; information only. */
  sentAt: Time.optional(),
  receivedAt: Time,
  /** The envelope as JSON text, cut to 64 KB where it could not be read. */
  envelope: z.string(),
  /** Executions that worked on the event, by ARN: the first `MOST_EXECUTIONS` of them, and at the end the last one. */
  executions: z.array(z.string()),
  /** Number of executions that are not named: one that comes back after another counts again. */
  executionsLeftOut: z.int().positive().optional(),
  /** In the order in which the sweeper saw them. */
  abandoned: z.array(Abandoned).optional(),
  /** Set by the decision on a product without a state: it keeps the row from being fenced off. Older rows have all of theirs. */
  decisions: z.record(z.string(), DecisionNote).default({}),
  /** With the two below: of the decision that the event ended in. Absent where it was closed by another execution than decided it. */
  source: Proposal.shape.source.optional(),
  fallbackReason: z.string().optional(),
  price: z.number().optional(),
  /** Set when an event without a price state is about to be dead-lettered: no decision can be written any more. */
  fencedAt: Time.optional(),
  outcome: Outcome.optional(),
  reason: z.string().optional(),
  stage: z.string().optional(),
  closedAt: Time.optional(),
  /** The revision that the event's commit raised the price state to. */
  revision: z.int().optional(),
  /** Set for `priced`: the revision of the price it put in force, and when that was published or found overtaken. */
  'price.revision': z.int().optional(),
  publishedAt: Time.optional(),
  overtakenAt: Time.optional(),
  /** From `acceptedAt` to `publishedAt`, in milliseconds. */
  latencyMs: z.number().optional(),
  /** Days from its decision that the evidence of this event is kept; absent where it does not expire before the row. */
  evidenceDays: z.number().positive().optional(),
  /** Restarts by the sweeper since the event was last known to wait for an outage to end. */
  sweeps: z.int().default(0),
  /** When the event was last restarted, by the sweeper or from the queue of waiting events. */
  sweptAt: Time.optional(),
  /** What executions went through, but for what the evidence keeps: by execution and first entry. */
  traces: z.record(z.string(), TracePart).optional(),
  /** The dead-lettered event that this one is the redrive of. */
  redriveOf: z.string().optional(),
  /** Set on a dead-lettered event: the id that it was started again under. */
  redrivenAs: z.string().optional(),
});
export type LedgerRow = z.infer<typeof LedgerRow>;

/** What a decision was made on, as it was read; the policy by its version, of which each is kept unchanged. */
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
  /** With what follows, absent in evidence of before it was kept. */
  judgedOn: JudgedOn.optional(),
  /** What the execution that decided had gone through by then. */
  trace: TracePart.optional(),
  /** The version of Pricewire that decided. */
  code: z.string().optional(),
});
export type Evidence = z.infer<typeof Evidence>;

/** The key of a part in its row: writing it once more changes nothing. */
export const tracePartKey = ({ execution, from }: TracePart): string => `${execution}#${from}`;

/** What the evidence of a decision says of the price: far less to read than all of it. */
export const DecidedPrice = Evidence.pick({ eventId: true, context: true }).extend({
  decision: Decision.pick({ price: true, currency: true }),
});
export type DecidedPrice = z.infer<typeof DecidedPrice>;

/** The row's note of a decision on a product without a state. */
export const noteOf = ({ decision, proposal }: Evidence): DecisionNote => ({
  outcome: decision.outcome,
  ...(proposal ? { source: proposal.source } : {}),
  ...(proposal?.fallbackReason === undefined ? {} : { fallbackReason: proposal.fallbackReason }),
  ...(decision.price === undefined ? {} : { price: decision.price }),
});

/** The envelope that the row's event can be started again with, under the id and with the time of acceptance of the row. */
export function envelopeOf({ envelope, eventId, acceptedAt }: LedgerRow): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(envelope);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return { ...parsed, id: eventId, acceptedAt };
  } catch {
    // It was cut: what is left of it goes on as text, and is refused again.
  }
  return { id: eventId, time: acceptedAt, acceptedAt, detail: envelope };
}

const Ordered = z.object({ detail: z.object({ orderId: z.string() }) });
const Edited = z.object({ edited: z.object({ orderId: z.string() }) });

/** The order that the row's event names; undefined where it names none. */
export const orderIdIn = (row: LedgerRow): string | undefined =>
  Ordered.safeParse(envelopeOf(row)).data?.detail.orderId;

/** The order by which a person changed the row's event before it was started again. */
export const editOrderIdIn = (row: LedgerRow): string | undefined =>
  Edited.safeParse(envelopeOf(row)).data?.edited.orderId;

/** How an event ended, as its row keeps it. */
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
  /** The rest of the trace of the execution that closes. */
  trace?: TracePart;
};

/** What an envelope carries that comes back from the queue of waiting events. */
export const Waiting = z.object({
  /** Executions in a row that ended in a way which may be the event's own doing. */
  failures: z.int().min(0),
  /** Whether the last execution ended for want of a store or a service. */
  outage: z.boolean(),
});

/** How many partitions the indexes by outcome and of open rows are spread over: one key value takes about 1,000 writes a second. */
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
