import { batches } from '../adapters/batches.ts';
import type { Ledger } from '../adapters/ledger.ts';
import { shift } from '../domain/time.ts';
import type { Clock } from '../tasks/clock.ts';
import type { Archive } from './archive.ts';
import type { Delivery } from './delivery.ts';

export interface Reconciler {
  archive: Pick<Archive, 'between'>;
  ledger: Pick<Ledger, 'readMany'>;
  delivery: Pick<Delivery, 'deliver'>;
  clock: Clock;
  /** The longest that an event waits for its row, in milliseconds: a younger one is on its way. */
  underWayMs: number;
}

export type Reconciliation = { checked: number } | { missing: MissingEvent };

/** An accepted event without a ledger row. */
export interface MissingEvent {
  eventId: string;
  productId?: string;
  acceptedAt: string;
  /** False for a dry run. */
  started: boolean;
}

const EVENTS_AT_ONCE = 100;

/** Starts the accepted events since a time that have no ledger row. Each keeps its id, so that doing so twice does no harm. */
export async function* reconcileArchive(
  need: Reconciler,
  { since, dryRun }: { since: string; dryRun: boolean },
): AsyncGenerator<Reconciliation> {
  const until = shift(need.clock(), -need.underWayMs);
  let checked = 0;
  for await (const envelopes of batches(need.archive.between(since, until), EVENTS_AT_ONCE)) {
    const rows = await need.ledger.readMany(envelopes.map(({ id }) => id));
    const known = new Set(rows.map(({ eventId }) => eventId));
    for (const envelope of envelopes.filter(({ id }) => !known.has(id))) {
      if (!dryRun) await need.delivery.deliver(envelope);
      const { productId } = (envelope['detail'] ?? {}) as { productId?: unknown };
      yield {
        missing: {
          eventId: envelope.id,
          ...(typeof productId === 'string' ? { productId } : {}),
          acceptedAt: String(envelope['time']),
          started: !dryRun,
        },
      };
    }
    checked += envelopes.length;
    yield { checked };
  }
}
