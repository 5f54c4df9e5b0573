import { describe, expect, it } from 'vitest';
import { EMPTY } from '../empty.ts';
import { ID, NOW, product, state } from '../unit/domain/make.ts';
import { type Envelope, inventory, release, reprice, rollback, seed } from './support/envelopes.ts';
import { following, times } from './support/faults.ts';
import { RESOURCES } from './support/integrations.ts';
import { type Options, pipeline } from './support/pipeline.ts';
import { play } from './support/scenarios.ts';
import { raising, rowOf, shown, stateOf } from './support/world.ts';

describe('an event that changes the price', () => {
  it('puts the price in force with the event, and leaves no mark', async () => {
    const { world } = await play({});
    expect(stateOf(world)).toMatchObject({
      revision: 2,
      sequence: 2,
      stock: 5,
      price: { amount: 1_500, revision: 2, eventId: 'event-2', referencePrice: 1_000 },
      unsettled: EMPTY,
    });
  });

  it('shows the price in Redis', async () => {
    const { world } = await play({});
    expect(world.cache.hashes[`price:${ID}`]).toMatchObject({ price: '1500', 'price.revision': '2' });
  });

  it('announces the price with its revision, once', async () => {
    const { world } = await play({});
    expect(world.bus).toMatchObject([
      { EventBusName: RESOURCES.BusName, Source: 'pricewire', DetailType: 'PriceChanged' },
    ]);
    expect(world.bus[0]?.Detail).toEqual({
      productId: ID,
      price: 1_500,
      currency: 'EUR',
      'price.revision': 2,
      referencePrice: 1_000,
      decidedAt: NOW,
      eventId: 'event-2',
      publishedAt: NOW,
    });
  });

  it('closes its row as priced, with its revision and its latency', async () => {
    const { world, ran } = await play({
      envelope: { ...inventory(), time: '2026-12-22T12:00:00.000Z', acceptedAt: '2026-11-22T11:59:58.500Z' },
    });
    expect(rowOf(world, 'event-2')).toMatchObject({
      outcome: 'priced',
      revision: 2,
      'price.revision': 2,
      publishedAt: NOW,
      latencyMs: 1_500,
      source: 'rules',
      price: 1_500,
    });
    expect(ran.output).toEqual({ eventId: 'event-2', outcome: 'priced' });
  });

  it('keeps the evidence beside the row', async () => {
    const { world } = await play({});
    expect(world.ledger.evidence['event-2#1']).toMatchObject({
      context: 1,
      proposal: { source: 'rules', by: 'low-stock', amount: 1_500 },
      decision: { outcome: 'priced', price: 1_500, priceBefore: 1_000 },
    });
  });
});

describe('an event of an operator', () => {
  it.each<[string, Envelope, number, Options]>([
    ['seed', seed(), 1_000, { state: null }],
    ['reprice', reprice(), 1_500, { state: state({ stock: 5 }) }],
    ['release', release(1_234), 1_234, {}],
    ['rollback', rollback(900), 900, {}],
    ['release while the policy is paused', release(1_234), 1_234, { policy: raising({ mode: 'paused' }) }],
    ['seed in shadow mode', seed(), 1_000, { state: null, policy: raising({ mode: 'shadow' }) }],
  ])('%s is priced and published', async (_name, envelope, price, options) => {
    const { world } = await play({ envelope, options });
    expect(rowOf(world, envelope.id).outcome).toBe('priced');
    expect(shown(world)).toBe(price);
    expect(world.bus).toHaveLength(1);
  });

  it('keeps the sequence and the stock', async () => {
    const { world } = await play({ envelope: rollback(900) });
    expect(stateOf(world)).toMatchObject({ revision: 2, sequence: 1, stock: 50 });
  });

  it('is never superseded', async () => {
    const { world } = await play({ envelope: rollback(900), options: { state: state({ sequence: 99 }) } });
    expect(rowOf(world, 'rollback-1').outcome).toBe('priced');
  });
});

describe('a corrected list price of a product without a known stock', () => {
  const options: Options = {
    policy: raising({
      model: { use: true },
      guardrails: { reviewJump: { ofPriceInForcePercent: 50 }, maxStep: { percent: 10 } },
    }),
    product: product({ listPrice: 9_990 }),
    state: state({ sequence: undefined, stock: undefined, stockAt: undefined }),
  };

  it('is put in force, published and announced', async () => {
    const { world } = await play({ envelope: reprice(), options });
    expect(stateOf(world).price).toMatchObject({ amount: 9_990, revision: 2 });
    expect(shown(world)).toBe(9_990);
    expect(world.bus).toHaveLength(1);
  });

  it('asks no model, and records no failure of the model', async () => {
    const { world, faults, ran } = await play({ envelope: reprice(), options });
    expect(faults.calls('model.predict')).toBe(0);
    expect(ran.visited).toContain('FallbackPrice');
    const [evidence] = Object.values(world.ledger.evidence);
    expect(evidence?.proposal).toEqual({
      madeOn: 1,
      madeAt: NOW,
      source: 'rules',
      by: 'list-price',
      amount: 9_990,
      currency: 'EUR',
      evidence: { stockKnown: false },
    });
  });

  it('is judged by every guardrail if its first stock arrived meanwhile', async () => {
    const line = pipeline(options);
    line.faults.plan({
      'priceStates.commit': times(
        1,
        following(() => {
          const before = stateOf(line.world);
          line.world.states[ID] = { ...before, revision: 2, stock: 3, sequence: 1 };
        }),
      ),
    });
    await line.start(reprice());
    expect(stateOf(line.world).price).toMatchObject({ amount: 1_000, revision: 1 });
  });
});

describe('a product without a price', () => {
  it('gets its list price from its seed, cost known or not', async () => {
    const { world } = await play({
      envelope: seed(),
      options: { state: null, product: product({ unitCost: undefined }) },
    });
    expect(stateOf(world).price).toMatchObject({ amount: 1_000, revision: 1 });
    expect(world.cache.hashes[`price:${ID}`]).toMatchObject({ epoch: 'next@1', price: '1000' });
  });
});
