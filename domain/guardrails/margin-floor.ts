import { HIGHEST_AMOUNT } from '../values/money.ts';
import type { BoundingGuardrail } from './guardrail.ts';
import { limitIfSet, limitOf } from './limit.ts';

/** The last guardrail: allows no price below unit cost × (1 + minimum margin) or below the minimum price. */
export const marginFloor: BoundingGuardrail = {
  name: 'margin-floor',
  purpose: 'A price never falls below cost and the minimum margin.',
  force: 'binding',
  limits: ({ product, policy }) => {
    const { minimumMarginPercent } = policy.guardrails.marginFloor;
    const { unitCost, minimumPrice } = product;
    return [
      limitOf('lower', { of: 'one-minor-unit', base: 1 }),
      limitOf('upper', { of: 'highest-amount', base: HIGHEST_AMOUNT }),
      ...(unitCost === undefined
        ? []
        : [limitOf('lower', { of: 'unit-cost', base: unitCost, percent: 100 + minimumMarginPercent })]),
      ...limitIfSet('lower', 'minimum-price', minimumPrice),
    ];
  },
};
