import type { Envelope } from '../adapters/accepted-events.ts';
import { batches } from '../adapters/batches.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { LedgerRow } from '../domain/ledger.ts';
import type { Archive } from './archive.ts';
import type { Delivery } from './delivery.ts';

const ROWS_AT_ONCE = 100;

/** Queues the accepted events of earlier runs that have no ledger row, or an open one that no sweep since `swept` has restarted. */
export async function startUnfinished(
  need: Archived & { delivery: Delivery; swept: string },
): Promise<number> {
  let started = 0;
  for await (const { envelope, row } of unfinished(need)) {
    if (row?.sweptAt !== undefined && row.sweptAt >= need.swept) continue;
    need.delivery.queue(envelope);
    started += 1;
  }
  return started;
}

/** Moves the archive's checkpoint on, if every event since the last one has its outcome. */
export async function checkpointArchive(archived: Archived): Promise<void> {
  for await (const _ of unfinished(archived)) return;
  await archived.archive.checkpoint();
}

interface Archived {
  archive: Archive;
  ledger: Ledger;
}

// The embedded store writes an item and its index entries one by one: a kill in between can leave an open row that the
// sweeper's index does not show. So the rows are asked, not the index.
async function* unfinished({
  archive,
  ledger,
}: Archived): AsyncGenerator<{ envelope: Envelope; row?: LedgerRow | undefined }> {
  for await (const envelopes of batches(archive.sinceCheckpoint(), ROWS_AT_ONCE)) {
    const rows = await ledger.readMany(envelopes.map(({ id }) => id));
    const byId = new Map(rows.map((row) => [row.eventId, row]));
    for (const envelope of envelopes) {
      const row = byId.get(envelope.id);
      if (row?.outcome === undefined) yield { envelope, row };
    }
  }
}
