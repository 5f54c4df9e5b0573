import { Hono } from 'hono';
import * as z from 'zod';
import { type ReadLetter, type Redriven, redrive } from '../../tasks/redrive.ts';
import { DEAD_LETTER_QUEUE, type QueuedMessage, UNDELIVERED_QUEUE } from '../services/sqs.ts';
import { ndjson } from './ndjson.ts';
import type { ApiNeed } from './need.ts';
import { notFound } from './problem.ts';
import { readBody, readQuery } from './request.ts';

const QUEUES = { 'dead-letters': DEAD_LETTER_QUEUE, undelivered: UNDELIVERED_QUEUE } as const;
const Queue = z.enum(['dead-letters', 'undelivered']);
type Queue = z.infer<typeof Queue>;

/** Which letters are to be redriven: those of these events or messages, those with this error, or all. */
const Redrive = z
  .strictObject({
    queue: Queue.default('dead-letters'),
    ids: z.array(z.string().min(1)).min(1).optional(),
    error: z.string().min(1).optional(),
    all: z.literal(true).optional(),
    dryRun: z.boolean().default(false),
    rate: z.number().positive().max(1000).default(50),
  })
  .refine(({ ids, error, all }) => [ids, error, all].filter((each) => each !== undefined).length === 1, {
    error: 'must say one of ids, error and all',
  });
type Redrive = z.infer<typeof Redrive>;

/** How many letters came to what. */
export type RedriveCounts = Partial<Record<Redriven['status'], number>>;

/** A message of the dead-letter queue, or of the queue of events that the bus could not deliver. */
export interface DeadLetter {
  queue: Queue;
  messageId: string;
  /** Absent where the body does not tell. */
  eventId?: string;
  productId?: string;
  stage?: string;
  reason?: string;
  deadLetteredAt?: string;
  attributes: Record<string, string>;
  /** The body, parsed where it is JSON. */
  body: unknown;
}

/** `/dead-letters`: what lies in the queues, without taking it; and starting it again. */
export const deadLetterRoutes = (need: ApiNeed): Hono =>
  new Hono()
    .get('/', async (c) => {
      const { queue } = readQuery(c, z.strictObject({ queue: Queue.default('dead-letters') }));
      return c.json({ messages: await lettersIn(need, queue) });
    })
    .post('/redrive', async (c) => ndjson(redriving(need, await readBody(c, Redrive))))
    .get('/:id', async (c) => {
      const id = c.req.param('id');
      const letters = (await Promise.all(Queue.options.map((queue) => lettersIn(need, queue)))).flat();
      // One event may lie there more than once: a message is sent at least once.
      const messages = letters.filter(({ eventId, messageId }) => eventId === id || messageId === id);
      if (messages.length === 0)
        throw notFound(`no message in ${Queue.options.join(' or ')} has the id ${id}`);
      return c.json({ messages });
    });

async function* redriving(
  need: ApiNeed,
  { queue, dryRun, rate, ...wanted }: Redrive,
): AsyncGenerator<{ letter: Redriven }, RedriveCounts> {
  const counts: RedriveCounts = {};
  const order = { wants: wants(wanted), dryRun, rate };
  for await (const letter of redrive({ ...need, ...need.redriving, queue: need.letters[queue] }, order)) {
    counts[letter.status] = (counts[letter.status] ?? 0) + 1;
    yield { letter };
  }
  return counts;
}

function wants({ ids, error }: Pick<Redrive, 'ids' | 'error'>): (letter: ReadLetter) => boolean {
  if (error !== undefined) return (letter) => letter.error === error;
  const wanted = ids && new Set(ids);
  return ({ eventId = '', letter }) => !wanted || wanted.has(eventId) || wanted.has(letter.messageId);
}

const lettersIn = async ({ sqs }: ApiNeed, queue: Queue): Promise<DeadLetter[]> =>
  (await sqs.inspect(QUEUES[queue])).map((message) => read(queue, message)).sort(newestFirst);

function read(queue: Queue, { messageId, body, attributes }: QueuedMessage): DeadLetter {
  const parsed = jsonOr(body);
  const fields = Fields.parse(parsed);
  return {
    queue,
    messageId,
    ...(queue === 'dead-letters' ? letterFields(fields) : undeliveredFields(fields, attributes)),
    attributes,
    body: parsed,
  };
}

const text = z.string().optional().catch(undefined);
const Fields = z
  .object({
    eventId: text,
    productId: text,
    stage: text,
    reason: text,
    deadLetteredAt: text,
    id: text,
    time: text,
    detail: z.object({ productId: text }).optional().catch(undefined),
  })
  .catch({});
type Fields = z.infer<typeof Fields>;

const letterFields = ({ eventId, productId, stage, reason, deadLetteredAt }: Fields) => ({
  eventId,
  productId,
  stage,
  reason,
  deadLetteredAt,
});

// Here the body is the event itself, and the attributes say what the bus met with.
const undeliveredFields = ({ id, detail, time }: Fields, attributes: Record<string, string>) => ({
  eventId: id,
  productId: detail?.productId,
  reason: [attributes['ERROR_CODE'], attributes['ERROR_MESSAGE']].filter(Boolean).join(': ') || undefined,
  deadLetteredAt: time,
});

const newestFirst = (a: DeadLetter, b: DeadLetter): number =>
  (b.deadLetteredAt ?? '') < (a.deadLetteredAt ?? '') ? -1 : 1;

function jsonOr(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
