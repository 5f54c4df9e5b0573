import * as z from 'zod';
import { Preview } from '../../domain/decision/preview.ts';
import { RedrivenLetter, RedriveStatus } from '../../domain/record/upkeep-lines.ts';
import { Why } from '../../domain/values/why.ts';
import { Cursor, limitUpTo } from './fields.ts';
import type { Routes } from './route.ts';

/** The queues of events that could not be handled. */
export const QueueName = z.enum(['dead-letters', 'undelivered']);
export type QueueName = z.infer<typeof QueueName>;

/** A message of the dead-letter queue, or of the queue of events that the bus could not deliver. */
export const DeadLetter = z.object({
  queue: QueueName,
  messageId: z.string(),
  /** Absent where the body does not tell. */
  eventId: z.string().optional(),
  productId: z.string().optional(),
  stage: z.string().optional(),
  reason: z.string().optional(),
  /** The name of the error that it ended with. */
  error: z.string().optional(),
  deadLetteredAt: z.string().optional(),
  attributes: z.record(z.string(), z.string()),
  /** The body, parsed where it is JSON. */
  body: z.unknown(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

/** Letters that have the same cause. */
export const DeadLetterGroup = z.object({
  /** What to give as `group`. */
  key: z.string(),
  queue: QueueName,
  error: z.string(),
  stage: z.string().optional(),
  /** The reason with ids, numbers and quoted values taken out. */
  cause: z.string(),
  count: z.int(),
  /** How many products are concerned. */
  products: z.int(),
  oldest: z.string().optional(),
  newest: z.string().optional(),
  /** The newest of them. */
  sample: DeadLetter,
});
export type DeadLetterGroup = z.infer<typeof DeadLetterGroup>;

/** Largest first. */
export const DeadLetterGroups = z.object({
  groups: z.array(DeadLetterGroup),
  /** Letters in all. */
  total: z.int(),
});
export type DeadLetterGroups = z.infer<typeof DeadLetterGroups>;

/** Newest first. */
export const DeadLetterPage = z.object({ messages: z.array(DeadLetter), next: z.string().optional() });
export type DeadLetterPage = z.infer<typeof DeadLetterPage>;

const Group = z.string().min(1).max(100);

const PageQuery = z.strictObject({
  queue: QueueName.default('dead-letters'),
  group: Group.optional(),
  limit: limitUpTo(10_000, 10_000),
  cursor: Cursor,
});
export type LetterPageQuery = z.infer<typeof PageQuery>;

/** Which letters are to be redriven: those of these events or messages, with this error, of this group, or all. */
const Redrive = z
  .strictObject({
    queue: QueueName.default('dead-letters'),
    /** Of events or messages. */
    ids: z.array(z.string().min(1)).min(1).optional(),
    error: z.string().min(1).optional(),
    group: Group.optional(),
    all: z.literal(true).optional(),
    dryRun: z.boolean().default(false),
    /** Events to start in a second, at most. */
    rate: z.number().positive().max(1000).default(50),
  })
  .refine(
    ({ ids, error, group, all }) =>
      [ids, error, group, all].filter((each) => each !== undefined).length === 1,
    { error: 'must say one of ids, error, group and all' },
  );
export type Redrive = z.infer<typeof Redrive>;
/** The same as a client gives it. */
export type RedriveRequest = z.input<typeof Redrive>;

export type { RedrivenLetter } from '../../domain/record/upkeep-lines.ts';

/** How many letters came to what. */
export const RedriveCounts = z.partialRecord(RedriveStatus, z.int());
export type RedriveCounts = z.infer<typeof RedriveCounts>;

const RedriveEdited = z.strictObject({
  /** The event's detail as it should have been. */
  detail: z.record(z.string(), z.unknown()),
  why: Why,
  /** Says what would come of it, and starts nothing. */
  dryRun: z.boolean().default(false),
});
export type RedriveEditedRequest = z.input<typeof RedriveEdited>;

export const RedrivenEdited = z.object({
  /** The id of the new event. Its envelope holds `redriveOf` and `edited: { orderId }`. */
  redrivenAs: z.string(),
  /** In a dry run: what the event would come to on the present state. */
  would: Preview.optional(),
});
export type RedrivenEdited = z.infer<typeof RedrivenEdited>;

/** What lies in the queues, without taking it; and starting it again. */
export const DEAD_LETTER_ROUTES = {
  'GET /dead-letters': {
    summary: 'A page of the letters of a queue',
    role: 'viewer',
    effect: 'read',
    query: PageQuery,
    answer: DeadLetterPage,
  },
  'GET /dead-letters/groups': {
    summary: 'The letters by their cause; of both queues where none is named',
    role: 'viewer',
    effect: 'read',
    query: z.strictObject({ queue: QueueName.optional() }),
    answer: DeadLetterGroups,
  },
  'POST /dead-letters/redrive': {
    summary: 'Start dead-lettered events again',
    role: 'operator',
    effect: 'write',
    asksTwice: true,
    audit: 'redrive',
    body: Redrive,
    line: z.object({ letter: RedrivenLetter }),
    done: RedriveCounts,
  },
  'GET /dead-letters/:id': {
    summary: 'The letters of an event or of a message, from either queue',
    role: 'viewer',
    effect: 'view-evidence',
    audit: 'view-letter',
    answer: z.object({ messages: z.array(DeadLetter) }),
  },
  'POST /dead-letters/:id/redrive-edited': {
    summary: 'Start a dead-lettered event with another detail',
    role: 'operator',
    effect: 'write',
    audit: 'redrive-edited',
    body: RedriveEdited,
    answer: RedrivenEdited,
  },
} satisfies Routes;
