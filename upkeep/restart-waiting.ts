import pLimit from 'p-limit';
import type { Clock } from '../adapters/clock.ts';
import type { Trials } from '../adapters/trials.ts';
import { ageMs, DAY_MS } from '../domain/values/time.ts';

/** A message of the queue of waiting events. */
export interface WaitingMessage {
  messageId: string;
  /** The event's envelope as JSON text. */
  body: string;
  /** RFC 3339; when it was put into the queue, where the queue tells that. */
  sentAt?: string | undefined;
}

export interface Restarted<Message> {
  /** Events that were started again: their messages have done their work. */
  restarted: Message[];
  /** Messages that stay in the queue. */
  kept: Message[];
  /** Why events could not be started, of the first of them. */
  fault?: unknown;
}

const STARTS_AT_ONCE = 10;
/** Half of what the queue keeps a message for: from then on it is started whatever is away, and comes back as a new message. */
const KEPT_LONG_MS = 7 * DAY_MS;

/**
 * Starts waiting events again. The first one is a trial: where it has to wait once more, what it needs is still away, and the
 * others are not started. So an outage is asked about by one execution at a time, however many events wait for its end.
 */
export const restartWaiting =
  (deps: { executions: Trials; clock: Clock }) =>
  async <Message extends WaitingMessage>(messages: Message[]): Promise<Restarted<Message>> => {
    const [first, ...others] = messages;
    if (first === undefined) return { restarted: [], kept: [] };
    const isBack = (await deps.executions.trial(envelopeIn(first))) === 'ended';
    const now = deps.clock();
    const isStarted = ({ sentAt }: WaitingMessage) =>
      isBack || (sentAt !== undefined && ageMs(sentAt, now) > KEPT_LONG_MS);
    const result: Restarted<Message> = {
      restarted: [first],
      kept: others.filter((each) => !isStarted(each)),
    };
    const inTurn = pLimit(STARTS_AT_ONCE);
    await Promise.all(
      others.filter(isStarted).map((message) =>
        inTurn(async () => {
          try {
            await deps.executions.start(envelopeIn(message));
            result.restarted.push(message);
          } catch (fault) {
            result.fault ??= fault;
            result.kept.push(message);
          }
        }),
      ),
    );
    return result;
  };

// What is no envelope becomes an event that can't be read, and so a dead letter.
function envelopeIn({ body }: WaitingMessage): Record<string, unknown> {
  try {
    const envelope: unknown = JSON.parse(body);
    if (typeof envelope === 'object' && envelope !== null && !Array.isArray(envelope)) return { ...envelope };
  } catch {
    // Text of whoever may write to the queue.
  }
  return { detail: body };
}
