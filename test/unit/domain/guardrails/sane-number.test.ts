import { describe, expect, it } from 'vitest';
import { decide } from '../../../../domain/decision/decision.ts';
import { noState } from '../../../../domain/state/price-state.ts';
import { decided, ending, guarded, on, product, proposal, said } from '../make.ts';

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

  it.each([
    [Number.NaN, 'what was proposed is no number'],
    [Number.POSITIVE_INFINITY, 'what was proposed is no number'],
    [999.5, 'a price between EUR 9.99 and EUR 10.00 was proposed'],
    [-1_000, 'EUR -10.00 was proposed'],
    [0, 'EUR 0.00 was proposed'],
    [1e12 + 1, 'EUR 10000000000.01 was proposed'],
  ])('says of %d what it is in money, and what a price is', (amount, what) => {
    expect(said(decided(amount), 'sane-number').why).toBe(
      `${what}; a price is EUR 0.01 or a multiple of it, up to EUR 10000000000.00`,
    );
  });

  it('says so in whole yen', () => {
    const japanese = on({ product: product({ currency: 'JPY' }), state: noState('SKU1') });
    const decision = decide(japanese, proposal(0.5, { currency: 'JPY' }));
    expect(said(decision, 'sane-number').why).toBe(
      'a price between JPY 0 and JPY 1 was proposed; a price is JPY 1 or a multiple of it, up to JPY 1000000000000',
    );
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

  it('tells no amount of a currency that is none', () => {
    const decision = decide(on(), proposal(0.5, { currency: '' }));
    expect(said(decision, 'sane-number').why).toBe('the proposal is in , the product in EUR');
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
