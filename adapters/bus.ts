import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsCommandInput,
  type PutEventsCommandOutput,
} from '@aws-sdk/client-eventbridge';
import { EVENT_KINDS, type EventKind } from '../domain/events/index.ts';

export interface BusEvent {
  kind: EventKind;
  detail: Record<string, unknown>;
}

export interface Bus {
  /** Puts the events on the bus, and returns their ids in order. Throws if the bus refuses any, naming the first. */
  emit(events: BusEvent[]): Promise<string[]>;
}

/** PutEvents takes 10 entries a call. */
const ENTRIES_A_CALL = 10;

/** A call of PutEvents, over the network or not. */
export type PutEvents = (input: PutEventsCommandInput) => Promise<Pick<PutEventsCommandOutput, 'Entries'>>;

export const eventBridgeBus = (client: EventBridgeClient, busName: string): Bus =>
  busOver((input) => client.send(new PutEventsCommand(input)), busName);

export const busOver = (put: PutEvents, busName: string): Bus => ({
  async emit(events) {
    const ids: string[] = [];
    for (let at = 0; at < events.length; at += ENTRIES_A_CALL) {
      const chunk = events.slice(at, at + ENTRIES_A_CALL);
      const { Entries = [] } = await put({ Entries: chunk.map((event) => toEntry(event, busName)) });
      for (const [index, entry] of Entries.entries()) {
        if (entry.EventId === undefined)
          throw new Error(
            `the bus refused event ${at + index + 1}: ${entry.ErrorCode}: ${entry.ErrorMessage}`,
          );
        ids.push(entry.EventId);
      }
      if (ids.length !== at + chunk.length)
        throw new Error(`the bus answered ${Entries.length} of ${chunk.length} entries`);
    }
    return ids;
  },
});

function toEntry({ kind, detail }: BusEvent, busName: string) {
  const { source, detailType } = EVENT_KINDS[kind];
  return { EventBusName: busName, Source: source, DetailType: detailType, Detail: JSON.stringify(detail) };
}
