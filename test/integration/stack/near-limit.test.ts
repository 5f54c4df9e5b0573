import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { byStock, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import { inventoryEntry, type Shop } from './support/shop.ts';

const LIMIT = 262_144;

/** The fields that the bus adds to a detail. */
const ENVELOPE_BYTES = JSON.stringify({
  version: '0',
  id: crypto.randomUUID(),
  'detail-type': 'InventoryChanged',
  source: 'inventory',
  account: '000000000000',
  time: new Date().toISOString(),
  region: 'us-east-1',
  resources: [],
  detail: 0,
}).length;

const paddedTo = (size: number, detail: object): string => {
  const room = size - ENVELOPE_BYTES - JSON.stringify({ ...detail, padding: '' }).length;
  return JSON.stringify({ ...detail, padding: 'x'.repeat(room) });
};

// The input of a task is larger than the event, and States.ALL does not catch a payload that is too large.
describe('an event that is just small enough for the workflow', () => {
  let shop: Shop;
  beforeAll(async () => {
    ({ shop } = await openShop({ path: '' }));
    await shop.putPolicy(byStock());
    await shop.stock(product('SKU1'));
  });

  const valid = { productId: 'SKU1', stock: STOCK.low, sequence: 1, occurredAt: '2026-11-22T12:00:00.000Z' };
  const put = async (detail: string) => {
    const { Entries = [] } = await shop.put([inventoryEntry(detail)]);
    return Entries[0]?.EventId ?? '';
  };
  const isUndelivered = async (id: string) =>
    (await shop.letters('undelivered')).some(({ eventId }) => eventId === id);
  const hasRow = async (id: string) => (await shop.call('GET', `/api/events/${id}`)).ok;

  // An invalid one whose row is open may wait for the sweeper.
  it.each([
    { below: 1, kind: 'valid', detail: valid },
    { below: 150, kind: 'valid', detail: valid },
    { below: 400, kind: 'valid', detail: valid },
    { below: 1, kind: 'invalid', detail: { ...valid, stock: -1 } },
    { below: 400, kind: 'invalid', detail: { ...valid, stock: -1 } },
  ])(
    'is in the ledger or in the undelivered queue, when it is $kind and $below bytes below the limit',
    async ({ below, detail }) => {
      const id = await put(paddedTo(LIMIT - below, detail));

      await eventually(async () => expect((await hasRow(id)) || (await isUndelivered(id))).toBe(true));
    },
  );
});
