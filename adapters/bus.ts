import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_KINDS, type EventKind } from '../domain/inventory-event.ts';

export interface BusEvent {
  kind: EventKind;
  detail: Record<string, unknown>;
}

export interface Bus {
  /** Puts the events on the bus; their ids, in order. Throws when the bus refuses any, naming the first. */
  emit(events: BusEvent[]): Promise<string[]>;
}

/** PutEvents takes 10 entries a call. */
const ENTRIES_A_CALL = 10;

export const eventBridgeBus = (client: EventBridgeClient, busName: string): Bus => ({
  async emit(events) {
    const ids: string[] = [];
    for (let at = 0; at < events.length; at += ENTRIES_A_CALL) {
      const chunk = events.slice(at, at + ENTRIES_A_CALL);
      const { Entries = [] } = await client.send(
        new PutEventsCommand({ Entries: chunk.map((event) => toEntry(event, busName)) }),
      );
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
