import { describe, expect, it } from 'vitest';
import {
  decided,
  ending,
  guarded,
  inForce,
  product,
  release,
  reprice,
  rollback,
  said,
  state,
} from '../make.ts';

const nines = guarded({ rounding: { endings: [99] } });

describe('rounding', () => {
  it.each([
    [1_234, 1_199],
    [1_260, 1_299],
    [1_299, 1_299],
    [1_200, 1_199],
    [1_249, 1_199],
    [1_250, 1_299],
    [101, 99],
    [20, 99],
  ])('makes of %d, with prices ending 99: %d', (amount, expected) => {
    const free = { policy: nines, product: product({ unitCost: 1 }) };
    expect(ending(decided(amount, free))).toBe(expected);
  });

  it('takes the lower of two that are as near', () => {
    expect(ending(decided(1_250, { policy: guarded({ rounding: { endings: [45, 55] } }) }))).toBe(1_245);
  });

  it('takes the nearest of several endings', () => {
    expect(ending(decided(1_240, { policy: guarded({ rounding: { endings: [49, 99] } }) }))).toBe(1_249);
  });

  it('reads an ending within the modulus', () => {
    expect(
      ending(decided(1_400, { policy: guarded({ rounding: { endings: [990], modulus: 1_000 } }) })),
    ).toBe(990);
  });

  it.each([
    ['the margin floor', { rounding: { endings: [99] } }, { unitCost: 1_200 }, 1_210, 1_299],
    [
      'a minimum advertised price',
      { rounding: { endings: [99] } },
      { minimumAdvertisedPrice: 1_200 },
      1_210,
      1_299,
    ],
    [
      'the top of the price band',
      { rounding: { endings: [99] }, priceBand: { highest: 1_298 } },
      {},
      1_290,
      1_199,
    ],
    [
      'the foot of the price band',
      { rounding: { endings: [99] }, priceBand: { lowest: 1_200 } },
      {},
      1_210,
      1_299,
    ],
    ['max-step', { rounding: { endings: [99] }, maxStep: { percent: 25 } }, {}, 1_250, 1_199],
    ['window-band', { rounding: { endings: [99] }, windowBand: { percent: 25 } }, {}, 1_250, 1_199],
  ])('does not go through %s', (_, guardrails, changes, amount, expected) => {
    const decision = decided(amount, { policy: guarded(guardrails), product: product(changes) });
    expect(ending(decision)).toBe(expected);
  });

  it('does not go through an emergency cap', () => {
    const emergencyCaps = [{ id: 'flood', from: '2026-11-20T00:00:00Z', maxRaisePercent: 28 }];
    const policy = guarded({ rounding: { endings: [99] }, emergencyCaps });
    expect(ending(decided(1_270, { policy, state: state({ frozenPrices: { flood: 1_000 } }) }))).toBe(1_199);
  });

  it('leaves a price as it is when no ending fits between the bounds', () => {
    const policy = guarded({ rounding: { endings: [99] }, priceBand: { lowest: 1_210, highest: 1_290 } });
    expect(ending(decided(1_234, { policy }))).toBe(1_234);
  });

  it('does not make a price of nothing', () => {
    const policy = guarded({ rounding: { endings: [0] } });
    const cheap = state({ price: inForce(60) });
    expect(ending(decided(20, { policy, product: product({ unitCost: 1 }), state: cheap }))).toBe(100);
  });

  it.each([reprice(), release(1_234), rollback(1_234)])('also rounds the price of a $kind', (event) => {
    expect(ending(decided(1_234, { policy: nines, event }))).toBe(1_199);
  });

  it('does not touch anything where it is not set', () => {
    expect(said(decided(1_234), 'rounding').verdict).toBe('pass');
  });
});
