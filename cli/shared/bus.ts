import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { EVENT_KINDS } from '../../domain/events/index.ts';
import type { DetailOf } from '../../domain/events/price-event.ts';

export type InventoryDetail = DetailOf<'inventory'>;

/** PutEvents takes 10 entries a call. */
export const EVENTS_A_CALL = 10;

/** The bus's answer to one event. */
export type Put = { eventId: string } | { refused: string };

export interface InventoryBus {
  /** Puts up to 10 events by the AWS SDK; one answer each, in order. */
  put(details: InventoryDetail[]): Promise<Put[]>;
  close(): void;
}

/** The bus of this name, used like the inventory system. `explain` makes the error for a call that failed as a whole. */
export function inventoryBus(
  client: EventBridgeClient,
  name: string,
  explain: (error: unknown) => Error,
): InventoryBus {
  const { source: Source, detailType: DetailType } = EVENT_KINDS.inventory;
  return {
    async put(details) {
      // The module was already loaded for the client. Loading it here keeps other commands fast.
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
