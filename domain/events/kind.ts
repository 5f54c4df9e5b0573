import type * as z from 'zod';

/** The source of our own events; only our roles may put it on the bus. */
export const OWN_SOURCE = 'pricewire';

/** Which price an event asks for. */
export type AsksFor = 'market' | 'list-price' | 'order';

/** What sets a kind of event apart. Whatever the pipeline decides by kind follows from these. */
export interface Traits {
  /**
   * `market`: the model or the rules propose a price, and every guardrail judges it. `list-price`: the product's list price, for
   * its first price. `order`: the price of the stored order that the event names. The latter two are a person's doing: they pass
   * `paused`, and the guardrails that only slow prices down.
   */
  asksFor: AsksFor;
  /** Whether it carries `stock` as of `occurredAt`. An event that does not is judged on the stock of the price state. */
  tellsStock: boolean;
  /** Whether the sender's `sequence` orders it: one that is not above the state's is superseded. Others never are. */
  isSequenced: boolean;
}

/** A kind of event: how it comes on the bus, what it carries, and its traits. */
export interface Kind extends Traits {
  source: string;
  detailType: string;
  detail: z.ZodObject;
  /** What it says, for those who send or receive it. */
  about: string;
  /** A detail of this kind. */
  example: Record<string, unknown>;
  /** What happened, as a sentence of a report. */
  happened: string;
}
