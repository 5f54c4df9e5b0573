import { describe, expect, it } from 'vitest';
import { noState } from '../../../../domain/state/price-state.ts';
import { decided, ending, guarded, inForce, product, release, rollback, said, seed, state } from '../make.ts';

const margin = (minimumMarginPercent: number) => guarded({ marginFloor: { minimumMarginPercent } });

describe('margin-floor', () => {
  it.each([
    [479, 480],
    [480, 480],
    [481, 481],
    [1, 480],
  ])('makes of %d, with a cost of 400 and 20 percent margin: %d', (amount, expected) => {
    expect(ending(decided(amount, { policy: margin(20) }))).toBe(expected);
  });

  it('rounds the floor up to a whole minor unit', () => {
    expect(ending(decided(1, { policy: margin(20), product: product({ unitCost: 401 }) }))).toBe(482);
  });

  it('does not go below cost when no margin is set', () => {
    expect(ending(decided(399))).toBe(400);
  });

  it.each([
    ['the minimum price', 400, 700, 700],
    ['cost and margin', 700, 500, 840],
    ['the minimum price, without a cost', undefined, 500, 500],
  ])('takes the higher of the two: %s', (_, unitCost, minimumPrice, expected) => {
    const decision = decided(1, { policy: margin(20), product: product({ unitCost, minimumPrice }) });
    expect(ending(decision)).toBe(expected);
  });

  it.each([
    ['the price band', { priceBand: { highest: 499 } }],
    [
      'an emergency cap',
      { emergencyCaps: [{ id: 'flood', from: '2026-11-20T00:00:00Z', maxRaisePercent: 0 }] },
    ],
  ])('rejects where the floor is above %s', (_, guardrails) => {
    const decision = decided(450, {
      policy: guarded(guardrails),
      product: product({ minimumPrice: 500 }),
      state: state({ price: inForce(450), frozenPrices: { flood: 499 } }),
    });
    expect(ending(decision)).toBe('rejected');
  });

  it.each([release(100), rollback(100)])('holds against a $kind', (event) => {
    expect(ending(decided(100, { event }))).toBe(400);
  });

  it('holds against a seed with a list price below it', () => {
    const below = { product: product({ listPrice: 300 }), state: noState('SKU1'), event: seed() };
    expect(ending(decided(300, below))).toBe(400);
  });

  it('replaces a price in force below it rather than hold it', () => {
    const below = state({ price: inForce(350) });
    const policy = guarded({ cooldown: { minutes: 10_000 } });
    expect(ending(decided(350, { policy, state: below }))).toBe(400);
  });

  it('is asked last', () => {
    expect(decided(1_100).trail.at(-1)?.guardrail).toBe('margin-floor');
  });

  it('records cost, margin and price as its evidence', () => {
    expect(said(decided(100, { policy: margin(20) }), 'margin-floor')).toMatchObject({
      verdict: 'clamp',
      before: 100,
      after: 480,
      bound: 'unit cost and 20% margin',
    });
  });
});
