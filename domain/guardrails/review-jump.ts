import { BY_HAND, type JudgingGuardrail, PASS } from './guardrail.ts';

/** A raw change beyond a set % of the price in force, or of the list price, is for a person to look at. */
export const reviewJump: JudgingGuardrail = {
  name: 'review-jump',
  skippedBy: BY_HAND,
  check: (price, { product, policy, state }) => {
    const { ofPriceInForcePercent, ofListPercent } = policy.guardrails.reviewJump ?? {};
    const { price: inForce } = state;
    if (inForce && ofPriceInForcePercent !== undefined) {
      const change = percentBetween(inForce.amount, price);
      if (change > ofPriceInForcePercent)
        return jump(change, `the price in force, ${inForce.amount}`, ofPriceInForcePercent);
    }
    if (ofListPercent !== undefined) {
      const change = percentBetween(product.listPrice, price);
      if (change > ofListPercent) return jump(change, `the list price, ${product.listPrice}`, ofListPercent);
    }
    return PASS;
  },
};

const percentBetween = (from: number, to: number): number => (Math.abs(to - from) / from) * 100;

const jump = (change: number, from: string, allowed: number) =>
  ({
    kind: 'reject',
    why: `${change.toFixed(1)}% away from ${from}; more than ${allowed}% needs a review`,
  }) as const;
