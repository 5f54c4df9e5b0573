import * as z from 'zod';
import type { QueuedMessage } from '../../adapters/letter-queue.ts';
import { parseJson } from '../../domain/values/nesting.ts';
import type { DeadLetter, QueueName } from '../routes/dead-letters.ts';

/** The fields of a message of a queue. */
export function readDeadLetter(queue: QueueName, { messageId, body, attributes }: QueuedMessage): DeadLetter {
  const parsed = jsonOr(body);
  const fields = Fields.parse(parsed);
  const told = queue === 'dead-letters' ? letterFields(fields) : undeliveredFields(fields, attributes);
  const known = Object.entries(told).filter(([, value]) => value !== undefined);
  return { queue, messageId, ...Object.fromEntries(known), attributes, body: parsed };
}

const text = z.string().optional().catch(undefined);
const Fields = z
  .object({
    eventId: text,
    productId: text,
    stage: text,
    error: text,
    reason: text,
    deadLetteredAt: text,
    id: text,
    time: text,
    detail: z.object({ productId: text }).optional().catch(undefined),
  })
  .catch({});
type Fields = z.infer<typeof Fields>;
type Told = { [Field in keyof DeadLetter]?: DeadLetter[Field] | undefined };

const letterFields = ({ eventId, productId, stage, error, reason, deadLetteredAt }: Fields): Told => ({
  eventId,
  productId,
  stage,
  error: error ?? reason?.split(':', 1)[0],
  reason,
  deadLetteredAt,
});

// Here the body is the event itself, and the attributes contain the error of the bus.
const undeliveredFields = ({ id, detail, time }: Fields, attributes: Record<string, string>): Told => ({
  eventId: id,
  productId: detail?.productId,
  error: attributes['ERROR_CODE'],
  reason: [attributes['ERROR_CODE'], attributes['ERROR_MESSAGE']].filter(Boolean).join(': ') || undefined,
  deadLetteredAt: time,
});

type Placed = Pick<DeadLetter, 'deadLetteredAt' | 'messageId'>;

/** Newest first, then by message id, so that the order is stable. */
export function newestFirst(a: Placed, b: Placed): number {
  const [timeA, timeB] = [a.deadLetteredAt ?? '', b.deadLetteredAt ?? ''];
  if (timeA !== timeB) return timeA > timeB ? -1 : 1;
  return a.messageId > b.messageId ? -1 : a.messageId < b.messageId ? 1 : 0;
}

function jsonOr(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return body;
  }
}
