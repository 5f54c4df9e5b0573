import type * as z from 'zod';

/** The source of our own events; only our roles may put it on the bus. */
export const OWN_SOURCE = 'pricewire';

/** Which price an event asks for. */
export type AsksFor = 'market' | 'list-price' | 'order';

/** The traits of an event kind. Every decision that depends on the kind follows from them. */
export interface Traits {
  /**
   * `market`: the model or the rules propose a price, and every guardrail judges it. `list-price`: the product's list price,
   * as its first price. `order`: the price of the stored order that the event names. The last two act for a person: they pass
   * `paused` and the guardrails that only slow prices down.
   */
  asksFor: AsksFor;
  /** Whether it carries `stock` as of `occurredAt`. Other events are judged on the stock in the price state. */
  tellsStock: boolean;
  /** Whether the sender's `sequence` orders it. If so, an event that is not above the state's sequence is superseded. */
  isSequenced: boolean;
}

/** A kind of event: its address on the bus, its schema and its traits. */
export interface Kind extends Traits {
  source: string;
  detailType: string;
  detail: z.ZodObject;
  /** A description for senders and receivers. */
  about: string;
  /** An example of the detail. */
  example: Record<string, unknown>;
  /** The event as a sentence of a report. */
  happened: string;
}
