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

/** A ledger row without the envelope, which may be 64 KB, and the traces, which are read apart. */
export const EventSummary = LedgerRow.omit({ envelope: true, traces: true });
export type EventSummary = z.infer<typeof EventSummary>;

/** An event with what was decided on it. */
export const EventDetail = z.object({
  row: LedgerRow,
  /** One for each context that the event was decided on; the row's `revision` identifies the committed one. */
  evidence: z.array(Evidence),
  /** What people ordered by it: who, why, when. Absent for an event that acts for nobody. */
  orders: z.array(Order).optional(),
});
export type EventDetail = z.infer<typeof EventDetail>;

/** What the executions of an event went through. */
export const EventTrace = z.object({
  row: EventSummary,
  /** In the order of their starts, those included that left nothing. */
  executions: z.array(Trace),
  /** Set where an earlier version of Pricewire wrote the record: it kept the trace in the log of executions. */
  withoutTrace: z.literal(true).optional(),
  /** Set where the evidence of the decision has expired: since when, in a sentence. Executions that wrote to it have no states then. */
  expired: z.string().optional(),
});
export type EventTrace = z.infer<typeof EventTrace>;

export const Differs = z.enum(['taken', 'input', 'output', 'variables', 'error', 'attempts']);
export type Differs = z.infer<typeof Differs>;

/** One step of two executions laid beside each other. */
export const ComparedStep = z.object({
  name: z.string(),
  /** Absent where only the other one took this step (`taken`). */
  a: TraceState.optional(),
  b: TraceState.optional(),
  same: z.boolean(),
  /** Absent where they are the same. Ids and times of the two events differ by nature and count as the same. */
  differs: z.array(Differs).optional(),
});
export type ComparedStep = z.infer<typeof ComparedStep>;

/** Of each event the execution that closed it, or else the last one that left something. */
export const Comparison = z.object({
  steps: z.array(ComparedStep),
  /** The index of the first step that is not the same; absent where all are. */
  first: z.number().optional(),
  /** Of which events there is no trace, so that there is nothing to compare. */
  missing: z.array(z.string()).optional(),
});
export type Comparison = z.infer<typeof Comparison>;

const EventQuery = inOrder(
  z.strictObject({
    product: z.string().min(1).optional(),
    /** `open`: without an outcome yet. */
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
    summary: 'What the executions of an event went through',
    role: 'viewer',
    effect: 'view-evidence',
    audit: 'view-trace',
    answer: EventTrace,
  },
  'GET /events/:a/compare/:b': {
    summary: 'The traces of two events beside each other',
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
