import type { Circumstances } from '../context/circumstances.ts';
import { comparePercent, formatMoney, percentOfUp } from '../values/money.ts';
import { BY_HAND, type JudgingGuardrail, PASS } from './guardrail.ts';

/** Holds changes that are too small to be worth making. A price that does not change passes. */
export const deadBand: JudgingGuardrail = {
  name: 'dead-band',
  purpose: 'A change too small to matter is not made.',
  skippedBy: BY_HAND,
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

/** The smallest change of the price in force that is made, in minor units. */
export function leastChange({ policy, state }: Pick<Circumstances, 'policy' | 'state'>): number {
  const { percent = 0, amount = 1 } = policy.guardrails.deadBand ?? {};
  return Math.max(1, amount, percentOfUp(state.price?.amount ?? 0, percent));
}
