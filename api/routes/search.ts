import * as z from 'zod';
import { Outcome } from '../../domain/record/ledger.ts';
import { Time } from '../../domain/values/time.ts';
import { Cursor, inOrder, limitUpTo } from './fields.ts';
import type { Routes } from './route.ts';

/** An outcome, or `open` for none yet. */
export const Ending = z.enum([...Outcome.options, 'open']);

/** One search result: the main fields of the row and of the decision's evidence. */
export const FoundEvent = z.object({
  eventId: z.string(),
  productId: z.string().optional(),
  kind: z.string().optional(),
  acceptedAt: z.string(),
  closedAt: z.string().optional(),
  outcome: Ending,
  reason: z.string().optional(),
  /** The error of a dead-lettered event, and the state of the workflow where it occurred. */
  error: z.string().optional(),
  stage: z.string().optional(),
  source: z.enum(['model', 'rules', 'operator']).optional(),
  /** Why the rules were asked instead of the model. */
  fallbackReason: z.string().optional(),
  /** The model's name and version, if it made the proposal. */
  model: z.string().optional(),
  /** The policy that judged it, as `id@version`. */
  policy: z.string().optional(),
  /** Guardrails that clamped, held or rejected, in order. */
  guardrails: z.array(z.string()),
  /** Minor units. `price`: the price put in force, or for `shadowed` the price that would have been. */
  price: z.number().optional(),
  priceBefore: z.number().optional(),
  currency: z.string().optional(),
  /** From acceptance to the published price. */
  latencyMs: z.number().optional(),
  redriveOf: z.string().optional(),
  redrivenAs: z.string().optional(),
});
export type FoundEvent = z.infer<typeof FoundEvent>;

const Whole = z.string().min(1).max(500).optional();

const Outcomes = z
  .string()
  .transform((text) => text.split(',').filter((each) => each !== ''))
  .pipe(z.array(Ending).min(1))
  .optional();

/**
 * The filters of a search; all must match. They compare whole values, except `reason`, which finds any part and ignores case.
 */
const FILTER_FIELDS = {
  product: Whole,
  /** One or more, separated by commas. */
  outcome: Outcomes,
  kind: Whole,
  /** Limits of `acceptedAt`, both ends included. */
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
/** The filter as a client sends it. */
export type SearchFilter = { [Name in keyof EventFilter]?: string };

/** Newest accepted first; at the same time by id, descending. */
export const SearchResult = z.object({
  events: z.array(FoundEvent),
  /** The value for `cursor` if there is more. */
  next: z.string().optional(),
  /** The searched span. If not `complete`, continue with `next`, even after an empty page. */
  looked: z.object({ since: z.string(), until: z.string(), complete: z.boolean() }),
  /** The number of matches; only with the first page, and only up to 10,000. */
  total: z.number().optional(),
  /** Matches above this page that are newer than the first page. Start again to see them. */
  newer: z.number().optional(),
  /** The index is still being filled from the ledger, so matches may be missing. */
  catchingUp: z.literal(true).optional(),
});
export type SearchResult = z.infer<typeof SearchResult>;

export const ExportFormat = z.enum(['csv', 'jsonl']);
export type ExportFormat = z.infer<typeof ExportFormat>;

export const SEARCH_ROUTES = {
  'GET /search': {
    summary: 'A page of the events that match',
    role: 'viewer',
    effect: 'read',
    query: inOrder(z.strictObject({ ...FILTER_FIELDS, limit: limitUpTo(1000, 50), cursor: Cursor })),
    answer: SearchResult,
  },
  'GET /search/export': {
    summary: 'All events that match, as a file',
    role: 'viewer',
    effect: 'read',
    query: inOrder(z.strictObject({ ...FILTER_FIELDS, format: ExportFormat })),
    file: ['text/csv', 'application/jsonl'],
  },
} satisfies Routes;
