import * as z from 'zod';
import { Decision } from './decision.ts';
import { CommittedOutcome } from './price-state.ts';
import { Proposal } from './proposal.ts';
import { Time } from './time.ts';

/** How an event can end: in exactly one of these. */
export const Outcome = z.enum([...CommittedOutcome.options, 'superseded']);
export type Outcome = z.infer<typeof Outcome>;

/** What the row keeps of a decision; the evidence is an item of its own. */
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
  /** Absent for an event that could not be read. */
  productId: z.string().optional(),
  kind: z.string().optional(),
  /** When the bus took the event. */
  acceptedAt: Time,
  receivedAt: Time,
  /** The envelope as JSON text, cut to 64 KB where it could not be read. */
  envelope: z.string(),
  /** Every execution that worked on the event, by ARN. */
  executions: z.array(z.string()),
  /** Context revision -> what was decided on it. */
  decisions: z.record(z.string(), DecisionNote).default({}),
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
  sweeps: z.int().default(0),
  sweptAt: Time.optional(),
  /** The dead-lettered event that this one is the redrive of. */
  redriveOf: z.string().optional(),
  /** Set on a dead-lettered event: the id that it was started again under. */
  redrivenAs: z.string().optional(),
});
export type LedgerRow = z.infer<typeof LedgerRow>;

/** The evidence for one decision, written once. */
export const Evidence = z.object({
  eventId: z.string(),
  productId: z.string(),
  context: z.int(),
  proposal: Proposal.optional(),
  decision: Decision,
});
export type Evidence = z.infer<typeof Evidence>;

/** What the evidence of a decision says of the price: far less to read than all of it. */
export const DecidedPrice = Evidence.pick({ eventId: true, context: true }).extend({
  decision: Decision.pick({ price: true, currency: true }),
});
export type DecidedPrice = z.infer<typeof DecidedPrice>;

/** The note of a decision that its event's row keeps. */
export const noteOf = ({ decision, proposal }: Evidence): DecisionNote => ({
  outcome: decision.outcome,
  ...(proposal ? { source: proposal.source } : {}),
  ...(proposal?.fallbackReason === undefined ? {} : { fallbackReason: proposal.fallbackReason }),
  ...(decision.price === undefined ? {} : { price: decision.price }),
});

/** The envelope that the row's event can be started again with, under the id of the row. */
export function envelopeOf({ envelope, eventId, acceptedAt }: LedgerRow): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(envelope);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return { ...parsed, id: eventId };
  } catch {
    // It was cut: what is left of it goes on as text, and is refused again.
  }
  return { id: eventId, time: acceptedAt, detail: envelope };
}

/** How an event ended, as its row keeps it. */
export type Closing = Pick<
  LedgerRow,
  'reason' | 'stage' | 'revision' | 'price.revision' | 'publishedAt' | 'overtakenAt' | 'latencyMs'
> & {
  outcome: Outcome;
  closedAt: string;
};

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
