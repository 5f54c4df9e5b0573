import type { Envelope } from '../adapters/accepted-events.ts';
import { batches } from '../adapters/batches.ts';
import type { Clock } from '../adapters/clock.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { LedgerRow } from '../domain/record/ledger.ts';
import type { Archive } from './archive.ts';
import type { Delivery } from './delivery.ts';

const ROWS_AT_ONCE = 100;

/** Queues accepted events of earlier runs without an outcome, except those that a sweep since `swept` has restarted. */
export async function startUnfinished(
  deps: Archived & { delivery: Delivery; swept: string; clock: Clock },
): Promise<number> {
  const now = deps.clock();
  let started = 0;
  for await (const { envelope, row, unreadable } of unfinished(deps.archive.sinceCheckpoint(), deps.ledger)) {
    // An unreadable row can't be handled now; the sweeper finds it once it is readable.
    if (unreadable) continue;
    // A time in the future was set by an earlier run whose clock was ahead.
    if (row?.sweptAt !== undefined && row.sweptAt >= deps.swept && row.sweptAt <= now) continue;
    await deps.delivery.queue(envelope);
    started += 1;
  }
  return started;
}

/** Advances the archive's checkpoint if every event since the last one has an outcome. */
export async function checkpointArchive(archived: Archived): Promise<void> {
  for await (const _ of unfinished(archived.archive.sinceCheckpoint(), archived.ledger)) return;
  await archived.archive.checkpoint();
}

/**
 * Checks the events accepted since the last run, and starts those without a ledger row. An event that is missing for the first time
 * may still be on its way, so only the next run starts it. A failed run is repeated by the next.
 */
export async function reconciling({
  archive,
  ledger,
  delivery,
}: Archived & { delivery: Delivery }): Promise<() => Promise<{ started: number }>> {
  let [from, to] = [await archive.end(), await archive.end()];
  let missed = new Set<string>();
  return async () => {
    const end = await archive.end();
    const missing = new Set<string>();
    let started = 0;
    for await (const { envelope, row } of unfinished(archive.within(from, to), ledger)) {
      if (row !== undefined) continue;
      missing.add(envelope.id);
      if (!missed.has(envelope.id) || delivery.isQueued(envelope.id)) continue;
      await delivery.queue(envelope);
      started += 1;
    }
    if (missing.size === 0) from = to;
    to = end;
    missed = missing;
    return { started };
  };
}

interface Archived {
  archive: Archive;
  ledger: Ledger;
}

// The embedded store writes an item and its index entries separately: a kill in between can leave an open row that is
// missing from the sweeper's index. So this reads the rows.
async function* unfinished(
  accepted: AsyncIterable<Envelope>,
  ledger: Ledger,
): AsyncGenerator<{ envelope: Envelope; row?: LedgerRow | undefined; unreadable: boolean }> {
  for await (const envelopes of batches(accepted, ROWS_AT_ONCE)) {
    const unreadable = new Set<unknown>();
    const rows = await ledger.readMany(
      envelopes.map(({ id }) => id),
      ({ key }) => unreadable.add(key['eventId']),
    );
    const byId = new Map(rows.map((row) => [row.eventId, row]));
    for (const envelope of envelopes) {
      const row = byId.get(envelope.id);
      if (row?.outcome === undefined) yield { envelope, row, unreadable: unreadable.has(envelope.id) };
    }
  }
}
