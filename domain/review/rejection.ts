import type { Decision } from '../decision/decision.ts';
import type { TrailEntry } from '../guardrails/trail.ts';

/** Which guardrail rejected the proposal, and why; undefined where none did. */
export function rejectionOf({
  outcome,
  reason,
  trail,
}: Pick<Decision, 'outcome' | 'reason' | 'trail'>): { guardrail: string; why: string } | undefined {
  const entry = trail.find(({ verdict }: TrailEntry) => verdict === 'reject');
  if (entry !== undefined) return { guardrail: entry.guardrail, why: entry.why ?? reason };
  if (outcome !== 'rejected') return undefined;
  // The price in force is not allowed, and no other is: the trail has no proposal to tell of.
  const [guardrail = '', ...rest] = reason.split(': ');
  return { guardrail, why: rest.length > 0 ? rest.join(': ') : reason };
}

/** A rejection that did not end as one: the price in force was not allowed either and was mended by the same decision. */
export const isMended = (decision: Pick<Decision, 'outcome' | 'reason' | 'trail'>): boolean =>
  decision.outcome === 'priced' && rejectionOf(decision) !== undefined;
