import type { EventFilter, FoundEvent } from '../routes/search.ts';

/** Whether an event matches the filters on its ledger row; needs no evidence. */
export function matchesRow(filter: EventFilter, found: FoundEvent): boolean {
  const { outcome, since, until, reason } = filter;
  if (since !== undefined && found.acceptedAt < since) return false;
  if (until !== undefined && found.acceptedAt > until) return false;
  if (outcome !== undefined && !outcome.includes(found.outcome)) return false;
  if (reason !== undefined && !found.reason?.toLowerCase().includes(reason.toLowerCase())) return false;
  return ROW_FIELDS.every(([name, field]) => filter[name] === undefined || filter[name] === found[field]);
}

/** Whether it matches the filters on its evidence. */
export function matchesEvidence(filter: EventFilter, found: FoundEvent): boolean {
  const { guardrail, model, policy } = filter;
  if (guardrail !== undefined && !found.guardrails.includes(guardrail)) return false;
  if (model !== undefined && model !== found.model) return false;
  return policy === undefined || policy === found.policy || policy === policyIdOf(found.policy);
}

const ROW_FIELDS = [
  ['product', 'productId'],
  ['kind', 'kind'],
  ['error', 'error'],
  ['stage', 'stage'],
  ['source', 'source'],
  ['event', 'eventId'],
] as const;

/** The id in `id@version`; an id may contain an @ itself. */
const policyIdOf = (policy: string | undefined): string | undefined =>
  policy?.slice(0, policy.lastIndexOf('@'));
