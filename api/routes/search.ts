import * as z from 'zod';
import { Outcome } from '../../domain/record/ledger.ts';
import { Time } from '../../domain/values/time.ts';
import { Cursor, inOrder, limitUpTo } from './fields.ts';
import type { Routes } from './route.ts';

/** An outcome, or `open`: without one yet. */
export const Ending = z.enum([...Outcome.options, 'open']);

/** One event as searches find it: its ledger row in short, with what its decision's evidence says. */
export const FoundEvent = z.object({
  eventId: z.string(),
  productId: z.string().optional(),
  kind: z.string().optional(),
  acceptedAt: z.string(),
  closedAt: z.string().optional(),
  outcome: Ending,
  reason: z.string().optional(),
  /** The name of the error that a dead-lettered event ended with, and the state of the workflow that it was in. */
  error: z.string().optional(),
  stage: z.string().optional(),
  source: z.enum(['model', 'rules', 'operator']).optional(),
  /** Why the rules were asked and not the model. */
  fallbackReason: z.string().optional(),
  /** The model's name and version, where the model made the proposal. */
  model: z.string().optional(),
  /** `id@version` that it was judged by. */
  policy: z.string().optional(),
  /** Guardrails that clamped, held or rejected, in their order. */
  guardrails: z.array(z.string()),
  /** Minor units. `price`: put in force, or (`shadowed`) what would have been. */
  price: z.number().optional(),
  priceBefore: z.number().optional(),
  currency: z.string().optional(),
  /** From the bus to the published price. */
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

/** The filters of a search; all of them must hold. All are whole values but `reason`, which is a part of the reason in any case. */
const FILTER_FIELDS = {
  product: Whole,
  /** One or more, with commas in between. */
  outcome: Outcomes,
  kind: Whole,
  /** Of `acceptedAt`, both ends included. */
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
/** The same as a client gives it. */
export type SearchFilter = { [Name in keyof EventFilter]?: string };

/** Newest accepted first, those of the same time by id, descending. */
export const SearchResult = z.object({
  events: z.array(FoundEvent),
  /** Set when there is more: what to give as `cursor`. */
  next: z.string().optional(),
  /** The span that was looked through; not `complete`: go on with `next`, even where a page is empty. */
  looked: z.object({ since: z.string(), until: z.string(), complete: z.boolean() }),
  /** How many match in all; only with the first page, and only where it is not more than 10,000. */
  total: z.number().optional(),
  /** Matches above this page that came or changed since the first page was read: begin anew to see them. */
  newer: z.number().optional(),
  /** The index is still being filled from the ledger: there may be more. */
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
