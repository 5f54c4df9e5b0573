import * as z from 'zod';
import { EVENT_LEVELS, isNestedDeeperThan } from '../values/nesting.ts';
import { Time } from '../values/time.ts';
import { EVENT_KINDS, type EventKind, KIND_NAMES } from './index.ts';
import type { PriceEvent } from './price-event.ts';

/** The fields that EventBridge puts around every event. */
export const Envelope = z.object({
  id: z.string().min(1).max(200),
  source: z.string(),
  'detail-type': z.string(),
  /** Set by the sender. */
  time: Time,
  /** Set by our own clock: the local bus, and every restart. */
  acceptedAt: Time.optional(),
  detail: z.unknown(),
});

export type ParsedEvent = { ok: true; event: PriceEvent } | { ok: false; problem: string };

/** Reads the envelope that the bus delivers. A problem names every field that is wrong. */
export function parseEvent(input: unknown): ParsedEvent {
  if (isNestedDeeperThan(EVENT_LEVELS, input))
    return { ok: false, problem: `event: nested deeper than ${EVENT_LEVELS} levels` };
  const envelope = Envelope.safeParse(input);
  const { source, 'detail-type': detailType, detail } = (input ?? {}) as Record<string, unknown>;
  const kind = kindOf(source, detailType);
  const parsed = kind && EVENT_KINDS[kind].detail.safeParse(detail);
  const problems = [
    ...(envelope.error ? [describe(envelope.error, 'event')] : []),
    ...(envelope.success && kind === undefined
      ? [`source "${source}" with detail-type "${detailType}" is not an event of Pricewire`]
      : []),
    ...(parsed?.error ? [describe(parsed.error, 'detail')] : []),
  ];
  if (!envelope.success || !parsed?.success) return { ok: false, problem: problems.join('; ') };
  const { id: eventId, time: sentAt, acceptedAt = sentAt } = envelope.data;
  return { ok: true, event: { ...parsed.data, kind, eventId, acceptedAt, sentAt } as PriceEvent };
}

/** The envelope of `event`, as its sender sent it. */
export function toEnvelope(event: PriceEvent): Record<string, unknown> {
  const { kind, eventId, acceptedAt, sentAt = acceptedAt, ...detail } = event;
  return { version: '0', id: eventId, ...addressOf(kind), time: sentAt, detail };
}

/** The fields of an envelope that identify the kind of its event. */
export const addressOf = (kind: EventKind): { source: string; 'detail-type': string } => ({
  source: EVENT_KINDS[kind].source,
  'detail-type': EVENT_KINDS[kind].detailType,
});

const kindOf = (source: unknown, detailType: unknown): EventKind | undefined =>
  KIND_NAMES.find(
    (kind) => EVENT_KINDS[kind].source === source && EVENT_KINDS[kind].detailType === detailType,
  );

const describe = (error: z.ZodError, root: string): string =>
  error.issues.map(({ path, message }) => `${[root, ...path.map(String)].join('.')}: ${message}`).join('; ');
