import { comparePercent, formatMoney } from '../money.ts';
import { BY_HAND, type JudgingGuardrail, PASS, type Verdict } from './guardrail.ts';

/** A raw change beyond a set % of the price in force, or of the list price, is for a person to look at. */
export const reviewJump: JudgingGuardrail = {
  name: 'review-jump',
  skippedBy: BY_HAND,
  check: (price, { product, policy, state }) => {
    const { ofPriceInForcePercent, ofListPercent } = policy.guardrails.reviewJump ?? {};
    const { price: inForce } = state;
    if (
      inForce &&
      ofPriceInForcePercent !== undefined &&
      isJump(inForce.amount, price, ofPriceInForcePercent)
    ) {
      const name = `the price in force, ${formatMoney(inForce.amount, product.currency)}`;
      return jump(inForce.amount, price, name, ofPriceInForcePercent);
    }
    if (ofListPercent !== undefined && isJump(product.listPrice, price, ofListPercent)) {
      const name = `the list price, ${formatMoney(product.listPrice, product.currency)}`;
      return jump(product.listPrice, price, name, ofListPercent);
    }
    return PASS;
  },
};

const isJump = (from: number, to: number, percent: number): boolean =>
  comparePercent(Math.abs(to - from), from, percent) > 0;

function jump(from: number, to: number, name: string, allowed: number): Verdict {
  const change = ((Math.abs(to - from) / from) * 100).toFixed(1);
  return {
    kind: 'reject',
    why: `${change}% away from ${name}; more than ${allowed}% needs a review`,
  };
}
