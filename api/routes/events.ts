import * as z from 'zod';
import { Order } from '../../domain/context/order.ts';
import { Evidence, LedgerRow } from '../../domain/record/ledger.ts';
import { Trace, TraceState } from '../../domain/record/trace.ts';
import { WorkflowGraph } from '../../domain/record/workflow-graph.ts';
import { Time } from '../../domain/values/time.ts';
import { inOrder, limitUpTo } from './fields.ts';
import type { Routes } from './route.ts';
import { Ending } from './search.ts';

export type { Payload, Trace, TraceAttempt, TraceState } from '../../domain/record/trace.ts';
export type { WorkflowEdge, WorkflowGraph, WorkflowState } from '../../domain/record/workflow-graph.ts';

/** A ledger row without its envelope (up to 64 KB) and traces, which have routes of their own. */
export const EventSummary = LedgerRow.omit({ envelope: true, traces: true });
export type EventSummary = z.infer<typeof EventSummary>;

/** An event with its decisions. */
export const EventDetail = z.object({
  row: LedgerRow,
  /** One for each context that the event was decided on; the row's `revision` identifies the committed one. */
  evidence: z.array(Evidence),
  /** The orders behind the event: person, reason and time. Absent if there are none. */
  orders: z.array(Order).optional(),
});
export type EventDetail = z.infer<typeof EventDetail>;

/** The traces of an event's executions. */
export const EventTrace = z.object({
  row: EventSummary,
  /** In the order of their starts, including those without entries. */
  executions: z.array(Trace),
  /** Set if an earlier version of Pricewire wrote the record, which kept no trace in it. */
  withoutTrace: z.literal(true).optional(),
});
export type EventTrace = z.infer<typeof EventTrace>;

export const Differs = z.enum(['taken', 'input', 'output', 'variables', 'error', 'attempts']);
export type Differs = z.infer<typeof Differs>;

/** One step in the comparison of two executions. */
export const ComparedStep = z.object({
  name: z.string(),
  /** Absent if only the other execution took this step (`taken`). */
  a: TraceState.optional(),
  b: TraceState.optional(),
  same: z.boolean(),
  /** Absent if they are equal. Ids and times always differ between events and count as equal. */
  differs: z.array(Differs).optional(),
});
export type ComparedStep = z.infer<typeof ComparedStep>;

/** Compares the execution that closed each event, or else the last one with trace entries. */
export const Comparison = z.object({
  steps: z.array(ComparedStep),
  /** The index of the first differing step; absent if none differs. */
  first: z.number().optional(),
  /** The events without a trace, which can't be compared. */
  missing: z.array(z.string()).optional(),
});
export type Comparison = z.infer<typeof Comparison>;

const EventQuery = inOrder(
  z.strictObject({
    product: z.string().min(1).optional(),
    /** `open`: no outcome yet. */
    outcome: Ending.optional(),
    since: Time.optional(),
    until: Time.optional(),
    limit: limitUpTo(1000, 50),
  }),
);
export type EventQuery = z.infer<typeof EventQuery>;

export const EVENT_ROUTES = {
  'GET /events': {
    summary: 'The newest rows of the ledger',
    role: 'viewer',
    effect: 'read',
    query: EventQuery,
    answer: z.object({ events: z.array(EventSummary) }),
  },
  'GET /events/:id': {
    summary: 'The row of an event, with the evidence of its decisions',
    role: 'viewer',
    effect: 'view-evidence',
    audit: 'view-event',
    answer: EventDetail,
  },
  'GET /events/:id/trace': {
    summary: "The traces of an event's executions",
    role: 'viewer',
    effect: 'view-evidence',
    audit: 'view-trace',
    answer: EventTrace,
  },
  'GET /events/:a/compare/:b': {
    summary: 'Compare the traces of two events',
    role: 'viewer',
    effect: 'view-evidence',
    audit: 'compare-traces',
    answer: Comparison,
  },
  'GET /workflow': {
    summary: 'The state machine as a graph',
    role: 'viewer',
    effect: 'read',
    answer: WorkflowGraph,
  },
} satisfies Routes;
