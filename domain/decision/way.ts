import { type Circumstances, stockOf } from '../context/circumstances.ts';
import { reasonToStand } from '../context/standing.ts';
import { asksFor } from '../events/price-event.ts';

/** How an event gets its proposal: none (the price in force stands), from the model, or from the rules or an order. */
export type Way = 'stand' | 'ask-model' | 'ask-rules';

/**
 * Returns how the event gets its proposal. `ask-rules` if the policy requires calibrated models and their health is unknown.
 */
export function wayOf(on: Circumstances): Way {
  const { event, policy, modelHealth } = on;
  if (reasonToStand(on) !== undefined) return 'stand';
  if (!policy.model.use || asksFor(event) !== 'market' || stockOf(on) === undefined) return 'ask-rules';
  return policy.model.calibration !== undefined && modelHealth === undefined ? 'ask-rules' : 'ask-model';
}
