import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { byStock, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import { freshDir } from './support/scratch.ts';
import { inventoryEntry, type Shop } from './support/shop.ts';

const LIMIT = 262_144;
const change = { productId: 'SKU1', stock: STOCK.low, occurredAt: '2026-11-22T12:00:00.000Z' };

describe('an event that is too large for the workflow', () => {
  let shop: Shop;
  let dataDir: string;
  let close: () => Promise<void>;
  beforeAll(async () => {
    dataDir = await freshDir();
    ({ shop, close } = await openShop({ dataDir }));
    await shop.putPolicy(byStock());
    await shop.stock(product('SKU1'));
  });

  const put = async (detail: object) => {
    const { Entries = [] } = await shop.put([inventoryEntry(detail)]);
    return Entries[0]?.EventId ?? '';
  };
  const undelivered = async (id: string) =>
    (await shop.letters('undelivered')).filter(({ eventId }) => eventId === id);

  it('goes to the undelivered queue with the error of the bus, and not into the ledger', async () => {
    const id = await put({ ...change, sequence: 1, padding: 'x'.repeat(300_000) });
    await eventually(async () => expect(await undelivered(id)).toHaveLength(1));

    const [letter] = await undelivered(id);
    expect(letter).toMatchObject({
      eventId: id,
      productId: 'SKU1',
      attributes: {
        RULE_ARN: expect.stringMatching(/^arn:aws:events:us-east-1:\d{12}:rule\/pricewire\/\w+$/),
        TARGET_ARN: shop.stateMachineArn,
        ERROR_CODE: 'InvalidExecutionInput',
        ERROR_MESSAGE: expect.stringContaining(String(LIMIT)),
      },
      body: { id, source: 'inventory', detail: { sequence: 1 } },
    });
    expect((await shop.call('GET', `/api/events/${id}`)).status).toBe(404);
    expect((await shop.state('SKU1')).revision).toBe(1);
  });

  it('is recognised by its bytes, not its characters', async () => {
    const id = await put({ ...change, sequence: 2, padding: 'é'.repeat(140_000) });

    await eventually(async () => expect(await undelivered(id)).toHaveLength(1));
  });

  it('is not started again when the stack is', async () => {
    const before = await shop.letters('undelivered');
    await close();

    const again = await openShop({ dataDir });

    expect(again.stack.recovered).toMatchObject({ started: 0, restarted: 0 });
    expect(await again.shop.letters('undelivered')).toEqual(before);
  });
});
