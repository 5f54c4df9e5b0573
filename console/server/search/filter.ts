import * as z from 'zod';
import { Outcome } from '../../../domain/ledger.ts';
import { Time } from '../../../domain/time.ts';
import type { FoundEvent } from '../../contract/search.ts';

const Whole = z.string().min(1).max(500).optional();
const Ending = z.enum([...Outcome.options, 'open']);

const Outcomes = z
  .string()
  .transform((text) => text.split(',').filter((each) => each !== ''))
  .pipe(z.array(Ending).min(1))
  .optional();

/** The filters of a search, as a query gives them. */
export const FILTER_FIELDS = {
  product: Whole,
  outcome: Outcomes,
  kind: Whole,
  since: Time.optional(),
  until: Time.optional(),
  reason: Whole,
  error: Whole,
  stage: Whole,
  guardrail: Whole,
  model: Whole,
  /** `id` or `id@version`. */
  policy: Whole,
  source: z.enum(['model', 'rules', 'operator']).optional(),
  event: Whole,
};

export type EventFilter = z.infer<z.ZodObject<typeof FILTER_FIELDS>>;

/** The schema, which also refuses a span that ends before it begins. */
export const inOrder = <Query extends { since?: string | undefined; until?: string | undefined }>(
  schema: z.ZodType<Query>,
): z.ZodType<Query> =>
  schema.refine(({ since, until }) => since === undefined || until === undefined || since <= until, {
    error: 'is before since',
    path: ['until'],
  });

/** Whether an event passes what the ledger row alone can tell; the evidence need not be known yet. */
export function matchesRow(filter: EventFilter, found: FoundEvent): boolean {
  const { outcome, since, until, reason } = filter;
  if (since !== undefined && found.acceptedAt < since) return false;
  if (until !== undefined && found.acceptedAt > until) return false;
  if (outcome !== undefined && !outcome.includes(found.outcome)) return false;
  if (reason !== undefined && !found.reason?.toLowerCase().includes(reason.toLowerCase())) return false;
  return ROW_FIELDS.every(([name, field]) => filter[name] === undefined || filter[name] === found[field]);
}

/** Whether it passes the rest, with its evidence known. */
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

/** The id in `id@version`; an id may hold an @ itself. */
export const policyIdOf = (policy: string | undefined): string | undefined =>
  policy?.slice(0, policy.lastIndexOf('@'));
