/** The queues of events that could not be handled. */
export type QueueName = 'dead-letters' | 'undelivered';

/** A message of the dead-letter queue, or of the queue of events that the bus could not deliver. */
export interface DeadLetter {
  queue: QueueName;
  messageId: string;
  /** Absent where the body does not tell. */
  eventId?: string;
  productId?: string;
  stage?: string;
  reason?: string;
  /** The name of the error that it ended with. */
  error?: string;
  deadLetteredAt?: string;
  attributes: Record<string, string>;
  /** The body, parsed where it is JSON. */
  body: unknown;
}

/** Letters that have the same cause. */
export interface DeadLetterGroup {
  /** What to give as `group`. */
  key: string;
  queue: QueueName;
  error: string;
  stage?: string;
  /** The reason with ids, numbers and quoted values taken out. */
  cause: string;
  count: number;
  /** How many products are concerned. */
  products: number;
  oldest?: string;
  newest?: string;
  /** The newest of them. */
  sample: DeadLetter;
}

/** `GET /api/dead-letters/groups?queue=` (both queues where none is named): largest first. */
export interface DeadLetterGroups {
  groups: DeadLetterGroup[];
  /** Letters in all. */
  total: number;
}

/** `GET /api/dead-letters?queue=&group=&limit=&cursor=`: newest first. */
export interface DeadLetterPage {
  messages: DeadLetter[];
  next?: string;
}

/**
 * `POST /api/dead-letters/redrive`: exactly one of `ids` (of events or messages), `error`, `group` and `all`. Answers NDJSON:
 * `{ letter: Redriven }` a line, then `{ done: counts by status }`.
 */
export interface RedriveRequest {
  queue?: QueueName;
  ids?: string[];
  error?: string;
  group?: string;
  all?: true;
  dryRun?: boolean;
  /** Events to start in a second, at most. */
  rate?: number;
}

/** `POST /api/dead-letters/:id/redrive-edited`, by the id of the event or of the message. */
export interface RedriveEditedRequest {
  /** The event's detail as it should have been. */
  detail: Record<string, unknown>;
  why: string;
}

export interface RedrivenEdited {
  /** The id of the new event. Its envelope holds `redriveOf` and `edited: { by, why, at }`. */
  redrivenAs: string;
}
