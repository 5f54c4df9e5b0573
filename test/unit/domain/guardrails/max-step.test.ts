import { describe, expect, it } from 'vitest';
import { noState } from '../../../../domain/state/price-state.ts';
import { decided, ending, guarded, inForce, product, state } from '../make.ts';

const policy = guarded({ maxStep: { percent: 10 } });

describe('max-step', () => {
  it.each([
    [1_100, 1_100],
    [1_101, 1_100],
    [2_000, 1_100],
    [900, 900],
    [899, 900],
    [500, 900],
  ])('makes of %d, at 10 percent around 1000 in force: %d', (amount, expected) => {
    expect(ending(decided(amount, { policy }))).toBe(expected);
  });

  it.each([
    [5_000, 1_105],
    [500, 905],
  ])('rounds towards the price in force, 1005, so that %d becomes %d', (amount, expected) => {
    expect(ending(decided(amount, { policy, state: state({ price: inForce(1_005) }) }))).toBe(expected);
  });

  it('does not bound a first price', () => {
    expect(ending(decided(2_000, { policy, state: noState('SKU1') }))).toBe(2_000);
  });

  it('does not bound anything where it is not set', () => {
    expect(ending(decided(2_000))).toBe(2_000);
  });

  it.each([
    [
      'an emergency cap',
      { emergencyCaps: [{ id: 'flood', from: '2026-11-20T00:00:00Z', maxRaisePercent: 20 }] },
      {},
      600,
    ],
    ['a minimum advertised price', {}, { minimumAdvertisedPrice: 1_500 }, 1_500],
    ['the margin floor', {}, { unitCost: 1_500 }, 1_500],
  ])('gives way to %s', (_, guardrails, changes, expected) => {
    const decision = decided(1_000, {
      policy: guarded({ maxStep: { percent: 10 }, ...guardrails }),
      product: product(changes),
      state: state({ frozenPrices: { flood: 500 } }),
    });
    expect(ending(decision)).toBe(expected);
  });

  it.each([
    ['below', { lowest: 1_500 }, 1_100],
    ['above', { highest: 600 }, 900],
  ])(
    'is how far one change moves a price in force that is outside the price band from %s',
    (_, priceBand, expected) => {
      const decision = decided(1_000, { policy: guarded({ maxStep: { percent: 10 }, priceBand }) });
      expect(ending(decision)).toBe(expected);
    },
  );

  it('gives way no further than it must', () => {
    const decision = decided(3_000, { policy, product: product({ minimumAdvertisedPrice: 1_500 }) });
    expect(ending(decision)).toBe(1_500);
  });
});
