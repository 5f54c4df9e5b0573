import { describe, expect, it } from 'vitest';
import { noState } from '../../../../domain/state/price-state.ts';
import { decided, guarded, inForce, product, said, state } from '../make.ts';

const ofPrice = (percent: number) => ({
  policy: guarded({ reviewJump: { ofPriceInForcePercent: percent } }),
});
const ofList = (percent: number) => ({ policy: guarded({ reviewJump: { ofListPercent: percent } }) });

describe('review-jump', () => {
  it.each([
    [1_500, 'pass'],
    [1_501, 'reject'],
    [500, 'pass'],
    [499, 'reject'],
  ])('takes %d after 1000 in force, at 50 percent, for a %s', (amount, verdict) => {
    const circumstances = { ...ofPrice(50), product: product({ listPrice: 700 }) };
    expect(said(decided(amount, circumstances), 'review-jump').verdict).toBe(verdict);
  });

  it.each([
    [1_500, 'pass'],
    [1_501, 'reject'],
    [500, 'pass'],
    [499, 'reject'],
  ])('takes %d for a list price of 1000, at 50 percent, for a %s', (amount, verdict) => {
    const circumstances = { ...ofList(50), state: state({ price: inForce(700) }) };
    expect(said(decided(amount, circumstances), 'review-jump').verdict).toBe(verdict);
  });

  it.each([7, 14, 28, 55])('lets a change by exactly the allowed %d percent through', (percent) => {
    const decision = decided(1_000 + 10 * percent, ofPrice(percent));
    expect(said(decision, 'review-jump').verdict).toBe('pass');
  });

  it('looks at the raw proposal, not at what the price band would make of it', () => {
    const settings = { reviewJump: { ofPriceInForcePercent: 50 }, priceBand: { highest: 1_200 } };
    expect(said(decided(9_000, { policy: guarded(settings) }), 'review-jump').verdict).toBe('reject');
  });

  it('measures a first price by the list price alone', () => {
    const settings = { reviewJump: { ofPriceInForcePercent: 1, ofListPercent: 20 } };
    const decision = decided(1_100, { policy: guarded(settings), state: noState('SKU1') });
    expect(said(decision, 'review-jump').verdict).toBe('pass');
  });

  it('lets any change through where it is not set', () => {
    expect(said(decided(90_000), 'review-jump').verdict).toBe('pass');
  });
});
