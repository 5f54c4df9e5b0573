import { describe, expect, it } from 'vitest';
import { noState } from '../../../../domain/state/price-state.ts';
import { decided, ending, guarded, inForce, product, said, state } from '../make.ts';

const policy = guarded({ windowBand: { percent: 10 } });
const range = (lowest: number, highest = lowest) => ({ lowest, highest });

describe('window-band', () => {
  it.each([
    [1_100, 1_100],
    [1_101, 1_100],
    [900, 900],
    [899, 900],
  ])('makes of %d, at 10 percent around 1000 all day: %d', (amount, expected) => {
    expect(ending(decided(amount, { policy }))).toBe(expected);
  });

  it.each([
    ['the lowest', 1_200, 1_100],
    ['the highest', 800, 945],
  ])('measures by %s price of the window, not by the price in force', (_, amount, expected) => {
    const moved = state({ price: inForce(1_020), hourlyRanges: { '2026-11-22T02': range(1_000, 1_050) } });
    expect(ending(decided(amount, { policy, state: moved }))).toBe(expected);
  });

  it.each([
    ['within the window', '2026-11-21T13', 1_100],
    ['before the window', '2026-11-21T11', 1_122],
  ])('counts a price %s', (_, hour, expected) => {
    const moved = state({ price: inForce(1_020), hourlyRanges: { [hour]: range(1_000) } });
    expect(ending(decided(2_000, { policy, state: moved }))).toBe(expected);
  });

  it('has a window as long as the policy says', () => {
    const moved = state({ price: inForce(1_020), hourlyRanges: { '2026-11-22T07': range(1_000) } });
    const short = guarded({ windowBand: { percent: 10, hours: 4 } });
    expect(ending(decided(2_000, { policy: short, state: moved }))).toBe(1_122);
  });

  it('does not bound a first price', () => {
    expect(ending(decided(2_000, { policy, state: noState('SKU1') }))).toBe(2_000);
  });

  it.each([
    ['a minimum advertised price', {}, { minimumAdvertisedPrice: 1_500 }, 1_500],
    ['the margin floor', {}, { unitCost: 1_500 }, 1_500],
  ])('gives way to %s', (_, guardrails, changes, expected) => {
    const settings = guarded({ windowBand: { percent: 10 }, ...guardrails });
    expect(ending(decided(1_000, { policy: settings, product: product(changes) }))).toBe(expected);
  });

  it('is how far a price in force that is outside the price band moves within the window', () => {
    const settings = guarded({ windowBand: { percent: 10 }, priceBand: { lowest: 1_500 } });
    expect(ending(decided(1_000, { policy: settings }))).toBe(1_100);
  });

  it('limits the speed of a change and makes none itself, so that a price rolled back stays', () => {
    const rolledBack = state({
      price: inForce(1_000),
      hourlyRanges: { '2026-11-22T11': range(1_000, 2_000) },
    });
    const decision = decided(1_000, { policy, state: rolledBack });
    expect(said(decision, 'window-band').after).toBe(1_000);
  });
});
