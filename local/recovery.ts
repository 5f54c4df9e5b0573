import type { Ledger } from '../adapters/ledger.ts';
import { type Publisher, publishPriceInForce } from '../tasks/publish-price.ts';
import type { Archive, Envelope } from './archive.ts';
import type { Delivery } from './delivery.ts';

const ROWS_AT_ONCE = 100;

/** Publishes every price in force; a newer price that is there already stays. */
export async function rebuildCache(publisher: Publisher): Promise<number> {
  let published = 0;
  for await (const { productId, price } of publisher.priceStates.all()) {
    if (price === undefined) continue;
    await publishPriceInForce(publisher, productId);
    published += 1;
  }
  return published;
}

/** Starts the accepted events that the last run left without a ledger row. */
export async function startUnfinished(need: {
  archive: Archive;
  ledger: Ledger;
  delivery: Delivery;
}): Promise<number> {
  let started = 0;
  let batch: Envelope[] = [];
  const startMissing = async () => {
    const rows = await need.ledger.readMany(batch.map(({ id }) => id));
    const known = new Set(rows.map(({ eventId }) => eventId));
    for (const envelope of batch.filter(({ id }) => !known.has(id))) {
      await need.delivery.deliver(envelope);
      started += 1;
    }
    batch = [];
  };
  for await (const envelope of need.archive.sinceCheckpoint()) {
    batch.push(envelope);
    if (batch.length === ROWS_AT_ONCE) await startMissing();
  }
  await startMissing();
  return started;
}
