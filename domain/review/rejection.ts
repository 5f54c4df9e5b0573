import type { Decision } from '../decision/decision.ts';
import type { TrailEntry } from '../guardrails/trail.ts';

/** The guardrail that rejected the proposal, and its reason; undefined if none did. */
export function rejectionOf({
  outcome,
  reason,
  trail,
}: Pick<Decision, 'outcome' | 'reason' | 'trail'>): { guardrail: string; why: string } | undefined {
  const entry = trail.find(({ verdict }: TrailEntry) => verdict === 'reject');
  if (entry !== undefined) return { guardrail: entry.guardrail, why: entry.why ?? reason };
  if (outcome !== 'rejected') return undefined;
  // The price in force is forbidden and no other price is allowed, so the trail has no proposal.
  const [guardrail = '', ...rest] = reason.split(': ');
  return { guardrail, why: rest.length > 0 ? rest.join(': ') : reason };
}

/** Whether the decision rejected the proposal but repaired a forbidden price in force. */
export const isMended = (decision: Pick<Decision, 'outcome' | 'reason' | 'trail'>): boolean =>
  decision.outcome === 'priced' && rejectionOf(decision) !== undefined;
