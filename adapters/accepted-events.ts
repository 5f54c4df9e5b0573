/** An event as the bus took it, with the id that it was given. */
export type Envelope = Record<string, unknown> & { id: string };

/** How far an archive is with giving back what it holds. */
export interface ReplayProgress {
  state: string;
  /** The time of the event that was given back last. */
  upTo?: string;
}

/** The archive of accepted events. */
export interface AcceptedEvents {
  /** Every event that the bus took in this time (RFC 3339 in UTC, both ends included), in no order, some maybe twice. */
  between(since: string, until: string): AsyncIterable<{ event: Envelope } | { replay: ReplayProgress }>;
  /** How long after the bus took an event it may come into the archive, in milliseconds. */
  lagMs: number;
}
