import { comparePercent } from '../money.ts';
import { type JudgingGuardrail, PASS } from './guardrail.ts';

/** A change too small to bother shoppers with is not made; no change at all never is one. */
export const deadBand: JudgingGuardrail = {
  name: 'dead-band',
  skippedBy: ['release', 'rollback'],
  check: (price, { policy, state }) => {
    if (state.price === undefined) return PASS;
    const { percent = 0, amount = 1 } = policy.guardrails.deadBand ?? {};
    const inForce = state.price.amount;
    const change = Math.abs(price - inForce);
    if (change === 0) return { kind: 'hold', why: 'the price in force is the right one' };
    if (change >= amount && comparePercent(change, inForce, percent) >= 0) return PASS;
    return { kind: 'hold', why: `a change by ${change} is below ${percent}% or ${amount} minor units` };
  },
};
