import { describe, expect, it } from 'vitest';
import { decided, ending, guarded, inForce, product, said, state } from '../make.ts';

const advertised = product({ minimumAdvertisedPrice: 900 });

describe('map', () => {
  it.each([
    [899, 900],
    [900, 900],
    [901, 901],
  ])('makes of %d, with a minimum advertised price of 900: %d', (amount, expected) => {
    expect(ending(decided(amount, { product: advertised }))).toBe(expected);
  });

  it('does not bound a product that has no minimum advertised price', () => {
    expect(said(decided(450), 'map').verdict).toBe('pass');
  });

  it('replaces a price in force below it rather than hold it', () => {
    const policy = guarded({ cooldown: { minutes: 10_000 } });
    const below = state({ price: inForce(850) });
    expect(ending(decided(850, { policy, product: advertised, state: below }))).toBe(900);
  });

  it.each([
    ['the price band', { priceBand: { highest: 899 } }],
    [
      'an emergency cap',
      { emergencyCaps: [{ id: 'flood', from: '2026-11-20T00:00:00Z', maxRaisePercent: 0 }] },
    ],
  ])('rejects where it is above %s', (_, guardrails) => {
    const cheap = state({ price: inForce(899, { since: '2026-11-01T00:00:00Z' }) });
    const decision = decided(950, { policy: guarded(guardrails), product: advertised, state: cheap });
    expect(said(decision, 'map').verdict).toBe('reject');
  });
});
