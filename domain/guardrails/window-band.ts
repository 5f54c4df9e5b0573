import { percentOfDown, percentOfUp } from '../money.ts';
import { rangeWithin } from '../price-history.ts';
import { type BoundingGuardrail, BY_HAND } from './guardrail.ts';

/** Within a rolling window the price stays within a set % of every price that was in force in it; the one in force may always stay. */
export const windowBand: BoundingGuardrail = {
  name: 'window-band',
  force: 'yielding',
  skippedBy: BY_HAND,
  limits: ({ policy, state, now }) => {
    const { windowBand: setting } = policy.guardrails;
    if (setting === undefined || state.price === undefined) return [];
    const { percent, hours } = setting;
    const { lowest, highest } = rangeWithin(state.hourlyRanges, state.price.amount, now, hours);
    return [
      {
        side: 'lower',
        amount: Math.min(state.price.amount, percentOfUp(highest, Math.max(0, 100 - percent))),
        bound: `${percent}% below the highest price of ${hours} h`,
      },
      {
        side: 'upper',
        amount: Math.max(state.price.amount, percentOfDown(lowest, 100 + percent)),
        bound: `${percent}% above the lowest price of ${hours} h`,
      },
    ];
  },
};
