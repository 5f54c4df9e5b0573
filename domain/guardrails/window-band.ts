import { withScarcity } from '../context/scarcity.ts';
import { rangeWithin } from '../state/price-history.ts';
import { type BoundingGuardrail, BY_HAND } from './guardrail.ts';
import { type Limit, limitOf } from './limit.ts';

/**
 * Keeps the price within a set % of every price that was in force in a rolling window. The price in force is always allowed.
 */
export const windowBand: BoundingGuardrail = {
  name: 'window-band',
  purpose: 'Within some hours a price moves by no more than a set percentage in all.',
  force: 'pacing',
  skippedBy: BY_HAND,
  limits: (on) => {
    const { policy, state, now } = on;
    const { windowBand: setting } = policy.guardrails;
    if (setting === undefined || state.price === undefined) return [];
    const { percent, hours } = setting;
    const inForce = state.price.amount;
    const { lowest, highest } = rangeWithin(state.hourlyRanges, inForce, now, hours);
    const least = limitOf('lower', {
      of: 'highest-price-of-window',
      base: highest,
      percent: Math.max(0, 100 - percent),
      hours,
    });
    const most = limitOf('upper', {
      of: 'lowest-price-of-window',
      base: lowest,
      percent: 100 + withScarcity(on, percent, policy.guardrails.whenScarce?.windowRaisePercent),
      hours,
    });
    const atInForce = (side: Limit['side']) => limitOf(side, { of: 'price-in-force', base: inForce });
    return [
      inForce < least.amount ? atInForce('lower') : least,
      inForce > most.amount ? atInForce('upper') : most,
    ];
  },
};
