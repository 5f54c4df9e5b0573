import * as z from 'zod';

/** The event of a log line, as far as the payload identifies it. */
export interface Subject {
  eventId?: string;
  productId?: string;
  /** ARN of the execution. */
  execution?: string;
}

/** Longer values are cut: an unreadable event may contain anything. */
const LONGEST = 256;

const Text = z
  .string()
  .min(1)
  .transform((text) => text.slice(0, LONGEST))
  .optional()
  .catch(undefined);

const part = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape).optional().catch(undefined);

const Payload = z
  .object({
    execution: Text,
    eventId: Text,
    productId: Text,
    event: part({ eventId: Text, id: Text, productId: Text }),
    envelope: part({ id: Text, detail: part({ productId: Text }) }),
  })
  .catch({});

/** The subject of a task's payload in any form. Never throws. */
export function subjectOf(payload: unknown, functionArn?: string): Subject {
  const { execution, eventId, productId, event, envelope } = Payload.parse(payload);
  const of = {
    eventId: eventId ?? event?.eventId ?? event?.id ?? envelope?.id,
    productId: productId ?? event?.productId ?? envelope?.detail?.productId,
    execution: execution && executionArn(execution, functionArn),
  };
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined));
}

// Most states pass only what follows `express:`, because Express logs every payload. Function and execution share partition,
// region and account.
function executionArn(execution: string, functionArn: string | undefined): string {
  const [, partition, , region, account] = functionArn?.split(':') ?? [];
  if (execution.startsWith('arn:') || account === undefined) return execution;
  return `arn:${partition}:states:${region}:${account}:express:${execution}`;
}
