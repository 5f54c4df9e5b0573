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
  /** Absent if the body does not contain it. */
  eventId: z.string().optional(),
  productId: z.string().optional(),
  stage: z.string().optional(),
  reason: z.string().optional(),
  /** The name of the error that caused the letter. */
  error: z.string().optional(),
  deadLetteredAt: z.string().optional(),
  attributes: z.record(z.string(), z.string()),
  /** The body, parsed if it is JSON. */
  body: z.unknown(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

/** Letters of the same cause. */
export const DeadLetterGroup = z.object({
  /** The value for `group`. */
  key: z.string(),
  queue: QueueName,
  error: z.string(),
  stage: z.string().optional(),
  /** The reason without ids, numbers and quoted values. */
  cause: z.string(),
  count: z.int(),
  /** The number of affected products. */
  products: z.int(),
  oldest: z.string().optional(),
  newest: z.string().optional(),
  /** The newest letter. */
  sample: DeadLetter,
});
export type DeadLetterGroup = z.infer<typeof DeadLetterGroup>;

/** Largest first. */
export const DeadLetterGroups = z.object({
  groups: z.array(DeadLetterGroup),
  /** The number of all letters. */
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

/** Selects the letters to redrive: by event or message ids, by error, by group, or all. */
const Redrive = z
  .strictObject({
    queue: QueueName.default('dead-letters'),
    /** Ids of events or messages. */
    ids: z.array(z.string().min(1)).min(1).optional(),
    error: z.string().min(1).optional(),
    group: Group.optional(),
    all: z.literal(true).optional(),
    dryRun: z.boolean().default(false),
    /** Maximum events to start in a second. */
    rate: z.number().positive().max(1000).default(50),
  })
  .refine(
    ({ ids, error, group, all }) =>
      [ids, error, group, all].filter((each) => each !== undefined).length === 1,
    { error: 'needs exactly one of ids, error, group and all' },
  );
export type Redrive = z.infer<typeof Redrive>;
/** The request body as a client sends it. */
export type RedriveRequest = z.input<typeof Redrive>;

export type { RedrivenLetter } from '../../domain/record/upkeep-lines.ts';

/** The number of letters by result. */
export const RedriveCounts = z.partialRecord(RedriveStatus, z.int());
export type RedriveCounts = z.infer<typeof RedriveCounts>;

const RedriveEdited = z.strictObject({
  /** The corrected detail of the event. */
  detail: z.record(z.string(), z.unknown()),
  why: Why,
  /** Reports the result and starts nothing. */
  dryRun: z.boolean().default(false),
});
export type RedriveEditedRequest = z.input<typeof RedriveEdited>;

export const RedrivenEdited = z.object({
  /** The id of the new event. Its envelope holds `redriveOf` and `edited: { orderId }`. */
  redrivenAs: z.string(),
  /** In a dry run: the event's result in the present state. */
  would: Preview.optional(),
});
export type RedrivenEdited = z.infer<typeof RedrivenEdited>;

/** Reading the queues without removing letters, and redriving. */
export const DEAD_LETTER_ROUTES = {
  'GET /dead-letters': {
    summary: 'A page of the letters of a queue',
    role: 'viewer',
    effect: 'read',
    query: PageQuery,
    answer: DeadLetterPage,
  },
  'GET /dead-letters/groups': {
    summary: 'The letters by cause; of both queues by default',
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
    summary: 'The letters with an event or message id, from either queue',
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
