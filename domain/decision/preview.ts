import * as z from 'zod';
import type { Circumstances } from '../context/circumstances.ts';
import { proposeByOperator, proposeByRules } from '../proposals/rules.ts';
import { CommittedOutcome } from '../state/price-state.ts';
import { decide, moversText } from './decision.ts';

/** What an event would come to if it were judged now. Amounts in minor units. */
export const Preview = z.object({
  outcome: z.enum([...CommittedOutcome.options, 'superseded']),
  /** Absent where the product is not known. */
  currency: z.string().optional(),
  /** The price that a person or the rules ask for. */
  asked: z.number().optional(),
  /** The price in force afterwards; absent where there is none. */
  inForce: z.number().optional(),
  /** Why it comes to that, and why not to the price that was asked for. */
  reason: z.string(),
});
export type Preview = z.infer<typeof Preview>;

/**
 * Judges the event as the workflow would, by the same `decide`. Nothing is asked of the model: where it would propose, the
 * rules stand in for it.
 */
export function previewDecision(on: Circumstances): Preview {
  const proposal = proposeByOperator(on) ?? proposeByRules(on);
  const { outcome, price, reason, trail } = decide(on, proposal);
  const inForce = outcome === 'priced' ? price : on.state.price?.amount;
  // That the price in force is the right one says nothing of the one that was asked for.
  const moved = trail.find(({ verdict }) => verdict === 'hold') === undefined ? moversText(trail) : undefined;
  return {
    outcome,
    currency: on.product.currency,
    ...(proposal.amount === null ? {} : { asked: proposal.amount }),
    ...(inForce === undefined ? {} : { inForce }),
    reason: [
      ...(outcome === 'held' && moved !== undefined ? [moved] : []),
      reason,
      ...(proposal.source === 'rules' && on.policy.model.use && trail.length > 0 ? [STOOD_IN] : []),
    ].join('; '),
  };
}

const STOOD_IN = 'the rules stood in for the model';
