import { HIGHEST_AMOUNT, percentOfUp } from '../money.ts';
import { type BoundingGuardrail, limit } from './guardrail.ts';

const COST_BOUND = 'unit cost and';

/** Whether a reason or a bound of a trail tells a floor that is made from the unit cost. */
export const tellsCost = (text: string): boolean => text.includes(COST_BOUND);

/** The last word: nothing below cost × (1 + minimum margin), or below the minimum price, ever leaves. */
export const marginFloor: BoundingGuardrail = {
  name: 'margin-floor',
  force: 'binding',
  limits: ({ product, policy }) => {
    const { minimumMarginPercent } = policy.guardrails.marginFloor;
    const { unitCost, minimumPrice } = product;
    const costFloor = unitCost === undefined ? undefined : percentOfUp(unitCost, 100 + minimumMarginPercent);
    return [
      { side: 'lower', amount: 1, bound: 'one minor unit' },
      { side: 'upper', amount: HIGHEST_AMOUNT, bound: 'the highest amount that a price can have' },
      ...limit('lower', costFloor, `${COST_BOUND} ${minimumMarginPercent}% margin`),
      ...limit('lower', minimumPrice, 'the minimum price'),
    ];
  },
};
