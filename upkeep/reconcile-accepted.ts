import * as z from 'zod';
import type { Envelope } from '../adapters/accepted-events.ts';
import { type MissingStarter, startMissing } from './reconcile-archive.ts';

/** A message of the queue of accepted events: its body is the event's envelope as JSON text. */
export interface AcceptedMessage {
  messageId: string;
  body: string;
}

export interface LookedUp<Message> {
  /** Messages that stay in the queue: the row of their event was not seen yet. */
  kept: Message[];
  /** Ids of the events that have no row. */
  missing: string[];
  /** Messages that are no envelope. They are kept as well: what they were meant to be is for a person to find out. */
  unreadable: Message[];
  /** Why an event could not be started, of the first of them. */
  fault?: unknown;
}

/** Longer ids than EventBridge gives would make DynamoDB refuse the whole batch. */
const Accepted = z.looseObject({ id: z.string().min(1).max(256) });

/**
 * Looks up the ledger rows of accepted events, and starts the events that have none. To start an event is not to have its row: the
 * execution may be lost as the one before was. So its message stays, and is looked at again. Throws when the stores don't answer.
 */
export const reconcileAccepted =
  (deps: MissingStarter) =>
  async <Message extends AcceptedMessage>(messages: Message[]): Promise<LookedUp<Message>> => {
    const read = messages.map((message) => ({ message, envelope: envelopeIn(message.body) }));
    let fault: unknown;
    // One event that can't be started, such as one that is too large, must not hold up the others.
    const deliver = async (envelope: Envelope) => {
      try {
        await deps.deliver(envelope);
      } catch (error) {
        fault ??= error;
      }
    };
    const found = await startMissing(
      { ...deps, deliver },
      read.flatMap(({ envelope }) => envelope ?? []),
    );
    const missing = new Set(found.map(({ eventId }) => eventId));
    const messagesWhere = (isSo: (envelope: Envelope | undefined) => boolean) =>
      read.filter(({ envelope }) => isSo(envelope)).map(({ message }) => message);
    return {
      kept: messagesWhere((envelope) => envelope === undefined || missing.has(envelope.id)),
      missing: [...missing],
      unreadable: messagesWhere((envelope) => envelope === undefined),
      ...(fault === undefined ? {} : { fault }),
    };
  };

function envelopeIn(body: string): Envelope | undefined {
  try {
    return Accepted.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
