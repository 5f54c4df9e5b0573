import type { Outcome } from '../../domain/ledger.ts';

/** One event as searches find it: its ledger row in short, with what its decision's evidence says. */
export interface FoundEvent {
  eventId: string;
  productId?: string;
  kind?: string;
  acceptedAt: string;
  closedAt?: string;
  outcome: Outcome | 'open';
  reason?: string;
  /** The name of the error that a dead-lettered event ended with, and the state of the workflow that it was in. */
  error?: string;
  stage?: string;
  source?: 'model' | 'rules' | 'operator';
  /** Why the rules were asked and not the model. */
  fallbackReason?: string;
  /** The model's name and version, where the model made the proposal. */
  model?: string;
  /** `id@version` that it was judged by. */
  policy?: string;
  /** Guardrails that clamped, held or rejected, in their order. */
  guardrails: string[];
  /** Minor units. `price`: put in force, or (`shadowed`) what would have been. */
  price?: number;
  priceBefore?: number;
  currency?: string;
  /** From the bus to the published price. */
  latencyMs?: number;
  redriveOf?: string;
  redrivenAs?: string;
}

/**
 * Filters of `GET /api/search`; all of them must hold. `outcome` may name several, with commas. `since`, `until`: of
 * `acceptedAt`, both ends included. `reason` is a part of the reason, in any case. `policy` is `id` or `id@version`.
 * `event` is the whole id. The rest are whole values.
 */
export interface SearchFilter {
  product?: string;
  outcome?: string;
  kind?: string;
  since?: string;
  until?: string;
  reason?: string;
  error?: string;
  stage?: string;
  guardrail?: string;
  model?: string;
  policy?: string;
  source?: string;
  event?: string;
}

/** `GET /api/search?…&limit=&cursor=`: newest accepted first, those of the same time by id, descending. */
export interface SearchResult {
  events: FoundEvent[];
  /** Set when there is more: what to give as `cursor`. */
  next?: string;
  /** The span that was looked through; not `complete`: go on with `next`, even where a page is empty. */
  looked: { since: string; until: string; complete: boolean };
  /** How many match in all; only with the first page, and only where it is not more than 10,000. */
  total?: number;
  /** Matches above this page that came or changed since the first page was read: begin anew to see them. */
  newer?: number;
  /** The index is still being filled from the ledger: there may be more. */
  catchingUp?: true;
}

/** `GET /api/search/export?…same filters…&format=`: all matches, in the same order. */
export type ExportFormat = 'csv' | 'jsonl';
