import { beforeAll, describe, expect, it } from 'vitest';
import { expectPublished } from './support/expect-consistent.ts';
import { byStock, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import { envelope, inventoryEntry, type Shop } from './support/shop.ts';

const AT = '2026-11-22T12:00:00.000Z';

interface Refused {
  what: string;
  productId: string;
  detail: Record<string, unknown>;
  ending: { outcome: string; reason: RegExp; stage?: string };
}

// Each product had stock 50 at sequence 10, and EUR 100.00 in force.
const refused: Refused[] = [
  {
    what: 'a stock that is no number',
    productId: 'WORDY',
    detail: { productId: 'WORDY', stock: 'many', sequence: 11, occurredAt: AT },
    ending: { outcome: 'dead-lettered', stage: 'ReceiveEvent', reason: /^InvalidEvent: .*detail\.stock/ },
  },
  {
    what: 'a negative stock',
    productId: 'NEGATIVE',
    detail: { productId: 'NEGATIVE', stock: -1, sequence: 11, occurredAt: AT },
    ending: { outcome: 'dead-lettered', stage: 'ReceiveEvent', reason: /^InvalidEvent: .*detail\.stock/ },
  },
  {
    what: 'no detail fields at all',
    productId: 'EMPTY',
    detail: {},
    ending: {
      outcome: 'dead-lettered',
      stage: 'ReceiveEvent',
      reason: /detail\.productId.*detail\.stock.*detail\.sequence.*detail\.occurredAt/,
    },
  },
  {
    what: 'an unknown product',
    productId: 'NOBODYS',
    detail: { productId: 'NOBODYS', stock: 5, sequence: 1, occurredAt: AT },
    ending: { outcome: 'dead-lettered', stage: 'LoadContext', reason: /^UnknownProduct: .*NOBODYS/ },
  },
  {
    what: 'an absurd jump of sequence',
    productId: 'JUMPY',
    detail: { productId: 'JUMPY', stock: 5, sequence: 9_000_000_000, occurredAt: AT },
    ending: {
      outcome: 'dead-lettered',
      stage: 'LoadContext',
      reason: /^SequenceJump: sequence 9000000000 .* the policy allows 1000000/,
    },
  },
  {
    what: 'a retired product',
    productId: 'RETIRED',
    detail: { productId: 'RETIRED', stock: 5, sequence: 11, occurredAt: AT },
    ending: { outcome: 'held', reason: /^retired$/ },
  },
  {
    what: 'a product without a floor',
    productId: 'FLOORLESS',
    detail: { productId: 'FLOORLESS', stock: 5, sequence: 11, occurredAt: AT },
    ending: { outcome: 'rejected', reason: /floor-known: .*neither a unit cost nor a minimum price/ },
  },
];

describe('events that change no price', () => {
  let shop: Shop;
  const known = refused.map(({ productId }) => productId).filter((id) => id !== 'NOBODYS');
  const everyone = [...known, 'BYSTANDER'];
  beforeAll(async () => {
    ({ shop } = await openShop());
    await shop.putPolicy(byStock());
    await shop.stock(...everyone.map((id) => product(id, id === 'FLOORLESS' ? { unitCost: undefined } : {})));
    await shop.send(
      ...everyone.map((productId) => ({ productId, stock: STOCK.normal, sequence: 10, occurredAt: AT })),
    );
    for (const id of everyone) await shop.settled(id);
    await shop.stock(product('RETIRED', { status: 'retired' }));
  });

  const pricesAndHashes = () =>
    Promise.all(everyone.map(async (id) => [id, (await shop.state(id)).price, await shop.hash(id)] as const));

  describe.each(refused)('$what', ({ productId, detail, ending }) => {
    it('ends in its outcome, and changes nothing else', async () => {
      const before = await pricesAndHashes();
      const bystander = await shop.state('BYSTANDER');

      const { Entries = [] } = await shop.put([inventoryEntry(detail)]);
      const row = await shop.ended(Entries[0]?.EventId ?? '');
      if (known.includes(productId)) await shop.settled(productId);

      expect(row).toMatchObject({ ...ending, reason: expect.stringMatching(ending.reason) });
      expect(await pricesAndHashes()).toEqual(before);
      expect(await shop.state('BYSTANDER')).toEqual(bystander);
      for (const id of everyone) await expectPublished(shop, id);
    });
  });

  it.each(refused.filter(({ ending }) => ending.outcome === 'dead-lettered'))(
    'keeps $what in the dead-letter queue, once, with its stage and error',
    async ({ productId, detail, ending }) => {
      const letters = (await shop.letters('dead-letters')).filter(
        ({ body }) =>
          JSON.stringify(JSON.parse((body as { envelope: string }).envelope).detail) ===
          JSON.stringify(detail),
      );

      expect(letters).toHaveLength(1);
      const { stage, reason, body } = letters[0] ?? {};
      expect(stage).toBe(ending.stage);
      expect(reason).toMatch(ending.reason);
      expect(body).toMatchObject({ executions: [expect.stringContaining(':express:')] });
      if (letters[0]?.productId) expect(letters[0].productId).toBe(productId);
    },
  );

  it('accepts the next event of a product after an absurd sequence', async () => {
    const [id = ''] = await shop.send({ productId: 'JUMPY', stock: STOCK.low, sequence: 11 });

    expect(await shop.ended(id)).toMatchObject({ outcome: 'priced' });
  });

  it('answers 410 to readers of a retired product', async () => {
    expect((await shop.call('GET', '/v1/prices/RETIRED')).status).toBe(410);
  });

  it.each([null, 5, 'text', [], {}, { id: '' }, { id: 'x'.repeat(201), detail: { productId: 7 } }])(
    'dead-letters the envelope %j under the name of its execution',
    async (input) => {
      const name = `odd-${JSON.stringify(input)?.length}-${crypto.randomUUID()}`;

      await shop.start(input, name);

      expect(await shop.ended(name)).toMatchObject({
        outcome: 'dead-lettered',
        stage: 'ReceiveEvent',
        reason: expect.stringMatching(/^InvalidEvent: event/),
      });
    },
  );

  // The text is escaped three times: in the envelope, in the message, and in the task's arguments.
  it('dead-letters a large invalid event that is full of quotes', async () => {
    const { Entries = [] } = await shop.put([
      inventoryEntry({ productId: 'BYSTANDER', note: '"'.repeat(50_000) }),
    ]);
    const id = Entries[0]?.EventId ?? '';

    expect(await shop.ended(id)).toMatchObject({ outcome: 'dead-lettered', stage: 'ReceiveEvent' });
  });

  it('ends a valid event with 200 KB of unknown fields', async () => {
    const heavy = envelope('heavy', {
      productId: 'BYSTANDER',
      stock: STOCK.low,
      sequence: 12,
      padding: 'x'.repeat(200_000),
    });

    await shop.start(heavy);

    expect(await shop.ended('heavy')).toMatchObject({
      outcome: expect.stringMatching(/priced|dead-lettered/),
    });
  });
});
