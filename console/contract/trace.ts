import type { Trace, TraceState } from '../../adapters/execution-trace.ts';
import type { Evidence, LedgerRow } from '../../domain/ledger.ts';

export type { Trace, TraceAttempt, TraceState } from '../../adapters/execution-trace.ts';

/** A ledger row without the envelope, which may be 64 KB. */
export type EventSummary = Omit<LedgerRow, 'envelope'>;

/** `GET /api/events/:id` */
export interface EventDetail {
  row: LedgerRow;
  /** One a context that the event was decided on; the row's `revision` tells which was committed. */
  evidence: Evidence[];
}

/** `GET /api/events/:id/trace` */
export interface EventTrace {
  row: EventSummary;
  executions: Trace[];
  /** Executions that the log holds nothing of: not yet, or not any more. */
  missing: string[];
}

export interface WorkflowEdge {
  to: string;
  kind: 'next' | 'choice' | 'default' | 'catch';
  /** The condition of a choice, or the errors that are caught. */
  label?: string;
}

export interface WorkflowState {
  name: string;
  /** `Task`, `Choice`, `Pass`, `Wait`, `Succeed` or `Fail`. */
  type: string;
  comment?: string;
  /** In the order in which they are tried. */
  next: WorkflowEdge[];
}

/** `GET /api/workflow`: the state machine, in the order of its file. */
export interface WorkflowGraph {
  startAt: string;
  states: WorkflowState[];
}

export type Differs = 'taken' | 'input' | 'output' | 'variables' | 'error' | 'attempts';

/** One step of two executions laid beside each other. */
export interface ComparedStep {
  name: string;
  /** Absent where only the other one took this step (`taken`). */
  a?: TraceState;
  b?: TraceState;
  same: boolean;
  /** Absent where they are the same. Ids and times of the two events differ by nature and count as the same. */
  differs?: Differs[];
}

/** `GET /api/events/:a/compare/:b`: the last execution of each that the log holds something of. */
export interface Comparison {
  steps: ComparedStep[];
  /** The index of the first step that is not the same; absent where all are. */
  first?: number;
  /** Of which events there is no trace, so that there is nothing to compare. */
  missing?: string[];
}
