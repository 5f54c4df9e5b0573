import { percentOfDown, percentOfUp } from '../money.ts';
import { type BoundingGuardrail, BY_HAND } from './guardrail.ts';

/** One change moves the price by at most a set %. */
export const maxStep: BoundingGuardrail = {
  name: 'max-step',
  force: 'yielding',
  skippedBy: BY_HAND,
  limits: ({ policy, state }) => {
    const { maxStep: setting } = policy.guardrails;
    if (setting === undefined || state.price === undefined) return [];
    const { percent } = setting;
    const { amount } = state.price;
    return [
      {
        side: 'lower',
        amount: percentOfUp(amount, Math.max(0, 100 - percent)),
        bound: `${percent}% below the price in force`,
      },
      {
        side: 'upper',
        amount: percentOfDown(amount, 100 + percent),
        bound: `${percent}% above the price in force`,
      },
    ];
  },
};
