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
      return jump(inForce.amount, price, product.currency, 'the price in force', ofPriceInForcePercent);
    }
    if (ofListPercent !== undefined && isJump(product.listPrice, price, ofListPercent)) {
      return jump(product.listPrice, price, product.currency, 'the list price', ofListPercent);
    }
    return PASS;
  },
};

const isJump = (from: number, to: number, percent: number): boolean =>
  comparePercent(Math.abs(to - from), from, percent) > 0;

function jump(from: number, to: number, currency: string, name: string, allowed: number): Verdict {
  const change = ((Math.abs(to - from) / from) * 100).toFixed(1);
  return {
    kind: 'reject',
    why: `${change}% away from ${name}, ${formatMoney(from, currency)}; more than ${allowed}% needs a review`,
  };
}
