import { describe, expect, it } from 'vitest';
import { decide } from '../../../../domain/decision.ts';
import { decided, ending, guarded, on, proposal, said } from '../make.ts';

describe('sane-number', () => {
  it.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    1e308,
    2 ** 53,
    999.5,
    0,
    -0,
    -1_000,
    Number.MIN_VALUE,
  ])('rejects %d', (amount) => {
    expect(said(decided(amount), 'sane-number').verdict).toBe('reject');
  });

  it('rejects null, which is what JSON makes of a number that is none', () => {
    expect(decide(on(), proposal(null)).outcome).toBe('rejected');
  });

  it('rejects a price in another currency than that of the product', () => {
    const decision = decide(on(), proposal(1_100, { currency: 'USD' }));
    expect(said(decision, 'sane-number')).toMatchObject({
      verdict: 'reject',
      why: expect.stringMatching(/USD.*EUR/),
    });
  });

  it.each([1, 1_100])('lets %d through', (amount) => {
    expect(said(decided(amount), 'sane-number').verdict).toBe('pass');
  });

  it('asks no other guardrail once it has rejected', () => {
    expect(decided(Number.NaN).trail.map(({ guardrail }) => guardrail)).toEqual(['sane-number']);
  });

  it.each([1e12 + 1, Number.MAX_SAFE_INTEGER])(
    'rejects %d, too large to be kept in the price state',
    (amount) => {
      expect(ending(decided(amount))).toBe('rejected');
    },
  );

  it('rejects a price so large that rounding it would leave the safe integers', () => {
    const policy = guarded({ rounding: { endings: [0], modulus: 1_000 } });
    expect(() => decided(Number.MAX_SAFE_INTEGER - 1, { policy })).not.toThrow();
  });
});
