import * as z from 'zod';
import type { Envelope } from '../adapters/accepted-events.ts';
import { type MissingStarter, startMissing } from './reconcile-archive.ts';

/** A message of the queue of accepted events. Its body is the envelope as JSON text. */
export interface AcceptedMessage {
  messageId: string;
  body: string;
}

export interface LookedUp<Message> {
  /** Messages that stay in the queue, because the row of their event was not seen. */
  kept: Message[];
  /** Ids of events without a row. */
  missing: string[];
  /** Messages that are no envelope. They stay, so that a person can look at them. */
  unreadable: Message[];
  /** The first error in starting an event. */
  fault?: unknown;
}

/** A longer id would make DynamoDB refuse the whole batch. */
const Accepted = z.looseObject({ id: z.string().min(1).max(256) });

/**
 * Looks up the ledger rows of accepted events and starts events without a row. A started execution may be lost too, so its
 * message stays until the row is seen. Throws if the stores don't answer.
 */
export const reconcileAccepted =
  (deps: MissingStarter) =>
  async <Message extends AcceptedMessage>(messages: Message[]): Promise<LookedUp<Message>> => {
    const read = messages.map((message) => ({ message, envelope: envelopeIn(message.body) }));
    let fault: unknown;
    // An event that can't be started, such as a too large one, must not stop the others.
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
