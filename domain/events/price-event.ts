import * as z from 'zod';
import { Time } from '../values/time.ts';
import { EVENT_KINDS, type EventKind, KIND_NAMES, type KindThat } from './index.ts';
import type { AsksFor } from './kind.ts';

const Carried = z.object({
  eventId: z.string().min(1).max(200),
  /** When Pricewire first saw the event, by our own clock. */
  acceptedAt: Time,
  /** The sender's time; information only. */
  sentAt: Time.optional(),
});

/** The detail of an event kind. */
export type DetailOf<Name extends EventKind> = z.infer<(typeof EVENT_KINDS)[Name]['detail']>;

/** An event of one of these kinds that has passed validation. */
type EventOf<Names extends EventKind> = {
  [Name in Names]: { kind: Name } & DetailOf<Name> & z.infer<typeof Carried>;
}[Names];

/** An event that has passed validation. */
export type PriceEvent = EventOf<EventKind>;

const optionOf = (kind: EventKind): z.ZodObject<{ kind: z.ZodLiteral<EventKind> }> =>
  EVENT_KINDS[kind].detail.extend({ kind: z.literal(kind), ...Carried.shape });

const [first, ...others] = KIND_NAMES.map(optionOf);

// The mapped type restores the names that the list of options has lost.
export const PriceEvent = z.discriminatedUnion('kind', [
  first as NonNullable<typeof first>,
  ...others,
]) as unknown as z.ZodType<PriceEvent>;

/** An event that carries stock. */
export type StockEvent = EventOf<KindThat<{ tellsStock: true }>>;
/** An event with a sequence. */
export type SequencedEvent = EventOf<KindThat<{ isSequenced: true }>>;
/** An event that sets a price by an order. */
export type OrderedEvent = EventOf<KindThat<{ asksFor: 'order' }>>;

export const tellsStock = (event: PriceEvent): event is StockEvent => EVENT_KINDS[event.kind].tellsStock;

export const isSequenced = (event: PriceEvent): event is SequencedEvent =>
  EVENT_KINDS[event.kind].isSequenced;

export const isOrdered = (event: PriceEvent): event is OrderedEvent => asksFor(event) === 'order';

/** Which price the event asks for. */
export const asksFor = ({ kind }: Pick<PriceEvent, 'kind'>): AsksFor => EVENT_KINDS[kind].asksFor;
