import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Clock } from '../adapters/clock.ts';
import type { Ledger } from '../adapters/ledger.ts';
import { parseEvent, toEnvelope } from '../domain/events/envelope.ts';
import type { PriceEvent } from '../domain/events/price-event.ts';
import { Waiting } from '../domain/record/ledger.ts';
import { executionKey, type TracePart } from '../domain/record/trace-part.ts';
import { InvalidEvent } from '../domain/values/errors.ts';
import { cutBelow, EVENT_LEVELS } from '../domain/values/nesting.ts';
import { earlier, Time } from '../domain/values/time.ts';
import { CaughtError, describeCaught } from './failure.ts';
import { task } from './task.ts';

export const ReceiveEventInput = z.object({
  envelope: z.unknown(),
  execution: z.string(),
  /** When this execution started. */
  startedAt: Time,
});

export interface Received {
  status: 'open' | 'fenced' | 'duplicate';
  event: PriceEvent;
  /** True if the sweeper has restarted the event as often as it may. */
  giveUp: boolean;
}

/** Opens the event's ledger row. Then throws InvalidEvent for an unreadable event. */
export const receiveEvent =
  (deps: { ledger: Ledger; clock: Clock }) =>
  async ({ envelope, execution, startedAt }: z.infer<typeof ReceiveEventInput>): Promise<Received> => {
    const parsed = parseEvent(envelope);
    const receivedAt = deps.clock();
    const waited = waitedOf(envelope);
    const row = await deps.ledger.open({
      ...(parsed.ok ? readable(parsed.event, envelope) : unreadable(envelope, execution)),
      ...redriven(envelope),
      ...times(envelope, startedAt),
      receivedAt: deps.clock(),
      execution,
      ...(waited ? { restart: { at: receivedAt, afterOutage: waited.outage } } : {}),
    });
    if (row.outcome === undefined && !parsed.ok)
      throw new InvalidEvent(unreadBecause(envelope) ?? parsed.problem);
    const status = row.outcome !== undefined ? 'duplicate' : row.fencedAt !== undefined ? 'fenced' : 'open';
    const event = parsed.ok
      ? { ...parsed.event, acceptedAt: row.acceptedAt }
      : ({ eventId: row.eventId } as PriceEvent);
    if (status === 'duplicate')
      await deps.ledger.noteTrace(row.eventId, ownPart(execution, startedAt, receivedAt));
    // An event that waited after its last restart was not lost, so it is not given up.
    return { status, event, giveUp: waited === undefined && givesUp(envelope) };
  };

export const ReceiveEvent = task({ state: 'ReceiveEvent', input: ReceiveEventInput, run: receiveEvent });

// A duplicate ends here, so its trace is recorded now.
const ownPart = (execution: string, entered: string, began: string): TracePart => ({
  execution: executionKey(execution),
  from: 0,
  entries: [{ state: 'ReceiveEvent', entered, began }],
});

const readable = (event: PriceEvent, envelope: unknown) => ({
  eventId: event.eventId,
  productId: event.productId,
  kind: event.kind,
  envelope: JSON.stringify({ ...toEnvelope(event), ...Edited.safeParse(envelope).data }),
});

/** Present on an event that a person edited before its redrive. The order holds who, why and when. */
const Edited = z.object({ edited: z.object({ orderId: z.string().min(1).max(250) }) });

// An event without an id gets that of its execution.
const unreadable = (envelope: unknown, execution: string) => ({
  eventId: idOf(envelope, execution),
  // One level more than an event may have, so that a redrive of the letter is refused again.
  envelope: cut(JSON.stringify(cutBelow(EVENT_LEVELS + 1, envelope ?? null))),
});

const Stamped = z.object({
  time: Time.optional().catch(undefined),
  acceptedAt: Time.optional().catch(undefined),
});

// The sender's time orders nothing. A stamp of our own later than this execution is wrong.
function times(envelope: unknown, startedAt: string): { acceptedAt: string; sentAt?: string } {
  const { time: sentAt, acceptedAt = startedAt } = Stamped.safeParse(envelope).data ?? {};
  return { acceptedAt: earlier(acceptedAt, startedAt), ...(sentAt === undefined ? {} : { sentAt }) };
}

const EventId = z.string().min(1).max(200);

/** The id of the envelope's ledger row, also for an unreadable one. */
export const idOf = (envelope: unknown, execution: string): string =>
  EventId.catch(execution.split(':').at(-2) ?? execution).parse((envelope as { id?: unknown } | null)?.id);

const Redriven = z.object({ redriveOf: z.string().min(1).max(200) });

const redriven = (envelope: unknown): { redriveOf?: string } => Redriven.safeParse(envelope).data ?? {};

/** Set by the workflow if its expressions failed on the event: the reason, in place of the detail. */
const Unread = z.object({ unread: CaughtError });

function unreadBecause(envelope: unknown): string | undefined {
  const { data } = Unread.safeParse(envelope);
  return data && `the workflow could not read the event: ${describeCaught(data.unread)}`;
}

const waitedOf = (envelope: unknown): z.infer<typeof Waiting> | undefined =>
  z.object({ waiting: Waiting }).safeParse(envelope).data?.waiting;

const givesUp = (envelope: unknown): boolean =>
  (envelope as { sweep?: { giveUp?: boolean } } | null)?.sweep?.giveUp === true;

const CUT_AT = 64 * 1024;
// The text is escaped in the message, and again in the payload around it. Both must fit the workflow's limit.
const ESCAPED_AT_MOST = 160 * 1024;

/** The text cut to 64 KB, or less if escapes make it longer, followed by SHA-256 and size of the whole. */
export function cut(text: string): string {
  const bytes = Buffer.from(text);
  let kept = Math.min(bytes.length, CUT_AT);
  while (
    Buffer.byteLength(JSON.stringify(JSON.stringify(bytes.subarray(0, kept).toString()))) > ESCAPED_AT_MOST
  ) {
    kept = Math.floor(kept / 2);
  }
  if (kept === bytes.length) return text;
  const hash = createHash('sha256').update(bytes).digest('hex');
  return `${bytes.subarray(0, kept).toString()}… cut; ${bytes.length} bytes, sha256 ${hash}`;
}
