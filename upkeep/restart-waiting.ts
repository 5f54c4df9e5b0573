import pLimit from 'p-limit';
import type { Clock } from '../adapters/clock.ts';
import type { Trials } from '../adapters/trials.ts';
import { ageMs, DAY_MS } from '../domain/values/time.ts';

/** A message of the queue of waiting events. */
export interface WaitingMessage {
  messageId: string;
  /** The event's envelope as JSON text. */
  body: string;
  /** When the message was sent to the queue (RFC 3339), if known. */
  sentAt?: string | undefined;
}

export interface Restarted<Message> {
  /** Restarted events; their messages can be removed. */
  restarted: Message[];
  /** Messages that stay in the queue. */
  kept: Message[];
  /** The first error in starting an event. */
  fault?: unknown;
}

const STARTS_AT_ONCE = 10;
/** Half of the queue's retention. An older event is started even during the outage and returns as a new message. */
const KEPT_LONG_MS = 7 * DAY_MS;

/**
 * Restarts waiting events. The first one is a trial: if it has to wait again, the service that it needs is still down, and
 * the others are not started. So one execution at a time probes an outage, however many events wait.
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

// A body that is no envelope becomes an unreadable event and so a dead letter.
function envelopeIn({ body }: WaitingMessage): Record<string, unknown> {
  try {
    const envelope: unknown = JSON.parse(body);
    if (typeof envelope === 'object' && envelope !== null && !Array.isArray(envelope)) return { ...envelope };
  } catch {
    // Anybody with access to the queue may have written the text.
  }
  return { detail: body };
}
