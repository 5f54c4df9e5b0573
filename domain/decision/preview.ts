import * as z from 'zod';
import type { Circumstances } from '../context/circumstances.ts';
import { proposeByOperator, proposeByRules } from '../proposals/rules.ts';
import { CommittedOutcome } from '../state/price-state.ts';
import { decide, moversText } from './decision.ts';

/** The result if the event were judged now. Amounts in minor units. */
export const Preview = z.object({
  outcome: z.enum([...CommittedOutcome.options, 'superseded']),
  /** Absent for an unknown product. */
  currency: z.string().optional(),
  /** The price that a person or the rules propose. */
  asked: z.number().optional(),
  /** The price in force afterwards; absent if there is none. */
  inForce: z.number().optional(),
  /** The reason for the result and, if it differs, against the proposed price. */
  reason: z.string(),
});
export type Preview = z.infer<typeof Preview>;

/** Judges the event with the workflow's `decide`. The model is not asked; the rules replace it. */
export function previewDecision(on: Circumstances): Preview {
  const proposal = proposeByOperator(on) ?? proposeByRules(on);
  const { outcome, price, reason, trail } = decide(on, proposal);
  const inForce = outcome === 'priced' ? price : on.state.price?.amount;
  // A hold explains the price in force, not why the proposed price was changed.
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
