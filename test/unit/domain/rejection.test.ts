import { describe, expect, it } from 'vitest';
import { isMended, rejectionOf } from '../../../domain/review/rejection.ts';
import { decided, guarded, inForce, product, state } from './make.ts';

const jump = { reviewJump: { ofPriceInForcePercent: 20 } };

describe('a rejection', () => {
  it('is told by the guardrail that made it', () => {
    const decision = decided(1_600, { policy: guarded(jump) });

    expect(rejectionOf(decision)).toMatchObject({ guardrail: 'review-jump' });
    expect(isMended(decision)).toBe(false);
  });

  it('is found inside a decision that mended the price in force', () => {
    const decision = decided(1_600, {
      policy: guarded(jump),
      state: state({ price: inForce(300) }),
    });

    expect(decision).toMatchObject({ outcome: 'priced', price: 400 });
    expect(rejectionOf(decision)).toMatchObject({ guardrail: 'review-jump' });
    expect(isMended(decision)).toBe(true);
  });

  it('is told by the bounds where no price is allowed and none was asked for', () => {
    const decision = decided(1_000, {
      product: product({ minimumPrice: 2_000 }),
      policy: guarded({ priceBand: { highest: 1_500 }, cooldown: { minutes: 9_999 } }),
    });

    expect(decision.outcome).toBe('rejected');
    expect(rejectionOf(decision)?.why).toBe(
      "no price is allowed: the minimum price asks for at least EUR 20.00, the policy's highest price for at most EUR 15.00",
    );
  });

  it.each([
    ['a price that was let through', decided(1_010)],
    ['a price that was held', decided(1_000)],
    ['a price that was clamped', decided(100)],
  ])('is none for %s', (_, decision) => {
    expect(rejectionOf(decision)).toBeUndefined();
    expect(isMended(decision)).toBe(false);
  });
});
