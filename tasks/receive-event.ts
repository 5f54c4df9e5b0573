import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Ledger } from '../adapters/ledger.ts';
import { InvalidEvent } from '../domain/errors.ts';
import { By, type PriceEvent, parseEvent, toEnvelope, Why } from '../domain/inventory-event.ts';
import { Time } from '../domain/time.ts';
import type { Clock } from './clock.ts';

export const ReceiveEventInput = z.object({ envelope: z.unknown(), execution: z.string() });

export interface Received {
  status: 'open' | 'fenced' | 'duplicate';
  event: PriceEvent;
  /** Set when the sweeper has restarted the event often enough. */
  giveUp: boolean;
}

/** Opens the event's ledger row, then refuses an event that can't be read, with InvalidEvent. */
export const receiveEvent =
  (need: { ledger: Ledger; clock: Clock }) =>
  async ({ envelope, execution }: z.infer<typeof ReceiveEventInput>): Promise<Received> => {
    const parsed = parseEvent(envelope);
    const receivedAt = need.clock();
    const row = await need.ledger.open({
      ...(parsed.ok ? readable(parsed.event, envelope) : unreadable(envelope, execution, receivedAt)),
      ...redriven(envelope),
      receivedAt,
      execution,
    });
    if (row.outcome === undefined && !parsed.ok) throw new InvalidEvent(parsed.problem);
    const status = row.outcome !== undefined ? 'duplicate' : row.fencedAt !== undefined ? 'fenced' : 'open';
    const event = parsed.ok ? parsed.event : ({ eventId: row.eventId } as PriceEvent);
    return { status, event, giveUp: givesUp(envelope) };
  };

const readable = (event: PriceEvent, envelope: unknown) => ({
  eventId: event.eventId,
  productId: event.productId,
  kind: event.kind,
  acceptedAt: event.acceptedAt,
  envelope: JSON.stringify({ ...toEnvelope(event), ...Edited.safeParse(envelope).data }),
});

/** Set on an event that a person has changed and started again: who, why and when. */
const Edited = z.object({ edited: z.object({ by: By, why: Why, at: Time }) });

const Marked = z.object({ id: z.string().min(1).max(200), time: Time });

// Without an id of its own the event goes by that of its execution.
const unreadable = (envelope: unknown, execution: string, receivedAt: string) => ({
  eventId: idOf(envelope, execution),
  acceptedAt: Marked.shape.time.catch(receivedAt).parse((envelope as { time?: unknown } | null)?.time),
  envelope: cut(JSON.stringify(envelope ?? null)),
});

/** The id that an envelope's ledger row has, readable or not. */
export const idOf = (envelope: unknown, execution: string): string =>
  Marked.shape.id
    .catch(execution.split(':').at(-2) ?? execution)
    .parse((envelope as { id?: unknown } | null)?.id);

const Redriven = z.object({ redriveOf: z.string().min(1).max(200) });

const redriven = (envelope: unknown): { redriveOf?: string } => Redriven.safeParse(envelope).data ?? {};

const givesUp = (envelope: unknown): boolean =>
  (envelope as { sweep?: { giveUp?: boolean } } | null)?.sweep?.giveUp === true;

const CUT_AT = 64 * 1024;
// The text is escaped once in the message, and once more in the payload that carries it: both must fit the workflow's limit.
const ESCAPED_AT_MOST = 160 * 1024;

/** The text, cut to 64 KB, or less where escapes would make it longer, with the SHA-256 and size of the whole behind it. */
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
