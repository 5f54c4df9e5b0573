import { EVENT_KINDS, type InventoryEvent } from '../../domain/inventory-event.ts';
import { LOCAL_AWS } from '../../local/services/aws.ts';
import { BUS_NAME } from '../../local/services/eventbridge.ts';
import { CliFailure, noConnection, unreachable } from './failure.ts';

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

/** The event bus of the stack at `url`. */
export async function inventoryBus(url: string): Promise<InventoryBus> {
  // Loaded here, so that commands which put nothing start faster.
  const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
  const client = new EventBridgeClient({ ...LOCAL_AWS, endpoint: url });
  const { source: Source, detailType: DetailType } = EVENT_KINDS.inventory;
  return {
    async put(details) {
      const command = new PutEventsCommand({
        Entries: details.map((detail) => ({
          EventBusName: BUS_NAME,
          Source,
          DetailType,
          Detail: JSON.stringify(detail),
        })),
      });
      const { Entries = [] } = await client.send(command).catch((error: unknown) => {
        const why = noConnection(error);
        if (why !== undefined) throw unreachable(url, why);
        const { name, message } = error instanceof Error ? error : new Error(String(error));
        throw new CliFailure(1, `the event bus at ${url} refused the call: ${name}: ${message}`, {
          cause: error,
        });
      });
      return details.map((_, at): Put => {
        const { EventId, ErrorCode, ErrorMessage } = Entries[at] ?? {};
        return EventId === undefined ? { refused: `${ErrorCode}: ${ErrorMessage}` } : { eventId: EventId };
      });
    },
    close: () => client.destroy(),
  };
}
