import { describe, expect, it } from 'vitest';
import { decide } from '../../../../domain/decision/decision.ts';
import { noState } from '../../../../domain/state/price-state.ts';
import { decided, ending, on, product, proposal, release, reprice, rollback, said, seed } from '../make.ts';

const noFloor = product({ unitCost: undefined });

describe('floor-known', () => {
  it.each([
    ['neither a cost nor a minimum price is known', noFloor],
    ['a cost of 0 would be the floor', product({ unitCost: 0 })],
  ])('rejects when %s', (_, without) => {
    expect(said(decided(1_100, { product: without }), 'floor-known').verdict).toBe('reject');
  });

  it('mends no price in force where the floor is not known', () => {
    const listed = { product: product({ unitCost: 0, minimumAdvertisedPrice: 1_200 }) };
    expect(ending(decided(1_300, listed))).toBe('rejected');
  });

  it.each([
    ['a cost', { unitCost: 400 }],
    ['a minimum price', { unitCost: undefined, minimumPrice: 500 }],
    ['a minimum price of what costs nothing', { unitCost: 0, minimumPrice: 1 }],
  ])('lets a price through when there is %s', (_, known) => {
    expect(ending(decided(1_100, { product: product(known) }))).toBe(1_100);
  });

  it('does not take a minimum advertised price for a floor', () => {
    const advertised = product({ unitCost: undefined, minimumAdvertisedPrice: 900 });
    expect(ending(decided(1_100, { product: advertised }))).toBe('rejected');
  });

  it.each([reprice(), release(1_100), rollback(1_100)])('rejects on $kind as well', (event) => {
    expect(ending(decided(1_100, { product: noFloor, event }))).toBe('rejected');
  });

  it('lets a seed through, whose price a person set', () => {
    const seeded = on({ product: noFloor, state: noState('SKU1'), event: seed() });
    expect(ending(decide(seeded, proposal(1_000)))).toBe(1_000);
  });
});
