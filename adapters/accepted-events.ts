import type { ReplayProgress } from '../domain/record/upkeep-lines.ts';

/** An accepted event with the id that the bus gave it. */
export type Envelope = Record<string, unknown> & { id: string };

/** Time of acceptance: by our own clock if the bus stamps it, as the local one does. EventBridge only has the sender's time. */
export const acceptedAt = ({ acceptedAt, time }: Envelope): string => String(acceptedAt ?? time);

/** The archive of accepted events. */
export interface AcceptedEvents {
  /** Events accepted in this time (RFC 3339 in UTC, both ends included), unordered, possibly with duplicates. */
  between(since: string, until: string): AsyncIterable<{ event: Envelope } | { replay: ReplayProgress }>;
  /** Maximum delay between acceptance and the event's entry in the archive, in milliseconds. */
  lagMs: number;
}
