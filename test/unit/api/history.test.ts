import { describe, expect, it } from 'vitest';
import { Decision } from '../../../domain/decision/decision.ts';
import type { LedgerRow } from '../../../domain/record/ledger.ts';
import { minor } from '../../../domain/values/money.ts';
import { DAY_MS, shift } from '../../../domain/values/time.ts';
import { NOW, state } from '../domain/make.ts';
import { evidenceOf, row } from './search/make.ts';
import { ask, shopWith } from './support.ts';

/** A decision `daysAgo`, on the context before `revision`, that set `price` or kept the old one. */
function decided(revision: number, daysAgo: number, price: number | undefined, before: number | undefined) {
  const eventId = `event-${revision}`;
  const at = shift(NOW, -daysAgo * DAY_MS);
  const evidence = evidenceOf(eventId);
  const detail = { productId: 'SKU1', stock: revision, sequence: revision, occurredAt: at };
  const envelope = { source: 'inventory', 'detail-type': 'InventoryChanged', time: at, detail };
  const one: LedgerRow = row(eventId, 0, {
    outcome: price === undefined ? 'held' : 'priced',
    acceptedAt: at,
    closedAt: at,
    revision,
    decisions: { [revision - 1]: { outcome: price === undefined ? 'held' : 'priced' } },
    envelope: JSON.stringify(envelope),
  });
  const decision = Decision.parse({
    ...evidence.decision,
    price: price ?? before,
    priceBefore: before === undefined ? undefined : minor(before),
    decidedAt: at,
  });
  return { row: one, evidence: { ...evidence, eventId, context: revision - 1, decision } };
}

function shop(...all: ReturnType<typeof decided>[]) {
  return shopWith({
    states: { SKU1: state() },
    ledger: {
      rows: Object.fromEntries(all.map((each) => [each.row.eventId, each.row])),
      evidence: Object.fromEntries(
        all.map(({ evidence }) => [`${evidence.eventId}#${evidence.context}`, evidence]),
      ),
    },
  });
}

describe('GET /products/:id/history', () => {
  const all = [
    decided(1, 40, 1_000, undefined),
    decided(2, 39, 800, 1_000),
    decided(3, 20, 1_200, 800),
    decided(4, 10, undefined, 1_200),
    decided(5, 5, 900, 1_200),
  ];

  it('answers the events, oldest first, each with stock, price and bounds', async () => {
    const { body } = await ask(shop(...all).api, '/products/SKU1/history');
    expect(body).toMatchObject({ currency: 'EUR', product: { productId: 'SKU1' } });
    expect(body).not.toHaveProperty('more');
    expect(body.points.map(({ stock, price }: never) => [stock, price])).toEqual([
      [1, 1_000],
      [2, 800],
      [3, 1_200],
      [4, 1_200],
      [5, 900],
    ]);
    // The bounds of max-step: 10% around EUR 10.00. The margin floor is lower.
    expect(body.points[0]).toMatchObject({ lower: 900, upper: 1_100 });
  });

  it('knows the lowest price of the 30 days before each price, where it knows all prices', async () => {
    const { body } = await ask(shop(...all).api, '/products/SKU1/history');
    expect(body.points.map(({ referencePrice }: { referencePrice?: number }) => referencePrice)).toEqual([
      undefined,
      1_000,
      800,
      800,
      800,
    ]);
  });

  it('answers the newest where there are more than asked for, and claims no reference price then', async () => {
    const { body } = await ask(shop(...all).api, '/products/SKU1/history?limit=3');
    expect(body.more).toBe(true);
    expect(body.points.map(({ eventId }: { eventId: string }) => eventId)).toEqual([
      'event-3',
      'event-4',
      'event-5',
    ]);
    expect(body.points[2]).not.toHaveProperty('referencePrice');
  });

  it('keeps to a span', async () => {
    const span = `since=${shift(NOW, -30 * DAY_MS)}&until=${shift(NOW, -8 * DAY_MS)}`;
    const { body } = await ask(shop(...all).api, `/products/SKU1/history?${span}`);
    expect(body.points.map(({ eventId }: { eventId: string }) => eventId)).toEqual(['event-3', 'event-4']);
  });

  it('says that a product is not there', async () => {
    expect((await ask(shop().api, '/products/NONE/history')).status).toBe(404);
  });
});
