import { withScarcity } from '../context/scarcity.ts';
import { type BoundingGuardrail, BY_HAND } from './guardrail.ts';
import { limitOf } from './limit.ts';

/** Limits one change of the price to a set %. */
export const maxStep: BoundingGuardrail = {
  name: 'max-step',
  purpose: 'One change moves a price by no more than a set percentage.',
  force: 'pacing',
  skippedBy: BY_HAND,
  limits: (on) => {
    const { policy, state } = on;
    const { maxStep: setting } = policy.guardrails;
    if (setting === undefined || state.price === undefined) return [];
    const { percent } = setting;
    const from = { of: 'price-in-force', base: state.price.amount } as const;
    return [
      limitOf('lower', { ...from, percent: Math.max(0, 100 - percent) }),
      limitOf('upper', {
        ...from,
        percent: 100 + withScarcity(on, percent, policy.guardrails.whenScarce?.stepRaisePercent),
      }),
    ];
  },
};
