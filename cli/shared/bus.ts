import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { EVENT_KINDS, type InventoryEvent } from '../../domain/inventory-event.ts';

export type InventoryDetail = Omit<InventoryEvent, 'kind' | 'eventId' | 'acceptedAt'>;

/** PutEvents takes 10 entries a call. */
export const EVENTS_A_CALL = 10;

/** What the bus answered to one event. */
export type Put = { eventId: string } | { refused: string };

export interface InventoryBus {
  /** Puts up to 10 events by the AWS SDK; one answer each, in order. */
  put(details: InventoryDetail[]): Promise<Put[]>;
  close(): void;
}

/** The bus of this name as the inventory system uses it; `explain` says what is thrown for a call that failed as a whole. */
export function inventoryBus(
  client: EventBridgeClient,
  name: string,
  explain: (error: unknown) => Error,
): InventoryBus {
  const { source: Source, detailType: DetailType } = EVENT_KINDS.inventory;
  return {
    async put(details) {
      // The client's module is there already, whoever made the client; loading it here costs other commands nothing.
      const { PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
      const command = new PutEventsCommand({
        Entries: details.map((detail) => ({
          EventBusName: name,
          Source,
          DetailType,
          Detail: JSON.stringify(detail),
        })),
      });
      const { Entries = [] } = await client.send(command).catch((error: unknown) => {
        throw explain(error);
      });
      return details.map((_, at): Put => {
        const { EventId, ErrorCode, ErrorMessage } = Entries[at] ?? {};
        return EventId === undefined ? { refused: `${ErrorCode}: ${ErrorMessage}` } : { eventId: EventId };
      });
    },
    close: () => client.destroy(),
  };
}
