import { comparePercent, formatMoney } from '../money.ts';
import { type JudgingGuardrail, PASS } from './guardrail.ts';

/** A change too small to bother shoppers with is not made; no change at all never is one. */
export const deadBand: JudgingGuardrail = {
  name: 'dead-band',
  skippedBy: ['release', 'rollback'],
  check: (price, { product, policy, state }) => {
    if (state.price === undefined) return PASS;
    const { percent, amount } = policy.guardrails.deadBand ?? {};
    const inForce = state.price.amount;
    const change = Math.abs(price - inForce);
    if (change === 0) return { kind: 'hold', why: 'the price in force is the right one' };
    const tooSmallFor = [
      percent !== undefined && comparePercent(change, inForce, percent) < 0 ? `${percent}%` : [],
      amount !== undefined && change < amount ? formatMoney(amount, product.currency) : [],
    ].flat();
    if (tooSmallFor.length === 0) return PASS;
    return {
      kind: 'hold',
      why: `a change by ${formatMoney(change, product.currency)} is below ${tooSmallFor.join(' and ')}`,
    };
  },
};
