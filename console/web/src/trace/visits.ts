import type { Trace, TraceAttempt, TraceState, WorkflowGraph } from '../../../contract/trace.ts';
import { duration } from '../ui/numbers.ts';

/**
 * How a stay in a state went. `retried`: it succeeded after failures. `caught`: it failed, and the workflow went on another
 * way. `failed`: the execution ended there. `unfinished`: no record shows that it was left.
 */
export type VisitStatus = 'passed' | 'retried' | 'caught' | 'failed' | 'unfinished';

/** One stay in one state, in the order of the execution. */
export interface Visit {
  index: number;
  state: TraceState;
  status: VisitStatus;
  /** The workflow's variables before and after it, as far as the records show. */
  variablesBefore: Record<string, unknown>;
  variablesAfter: Record<string, unknown>;
}

/** What is known of one state of the workflow in one execution. */
export interface NodeState {
  status: VisitStatus | 'skipped';
  visits: number[];
  attempts: number;
}

/** Every stay of an execution. */
export function visitsOf({ states, status }: Trace): Visit[] {
  let variables: Record<string, unknown> = {};
  return states.map((state, index) => {
    const variablesBefore = variables;
    variables = { ...variables, ...state.variables };
    const isLast = index === states.length - 1;
    return {
      index,
      state,
      status: statusOf(state, isLast, status),
      variablesBefore,
      variablesAfter: variables,
    };
  });
}

function statusOf(state: TraceState, isLast: boolean, execution: Trace['status']): VisitStatus {
  const attempt = state.attempts.at(-1);
  if (state.type === 'Fail') return 'failed';
  const failed = attempt === undefined ? state.error !== undefined : hasFailed(attempt);
  if (failed) return isLast && execution !== 'succeeded' ? 'failed' : 'caught';
  if (state.exitedAt === undefined && state.type !== 'Succeed') return 'unfinished';
  return state.attempts.some(hasFailed) ? 'retried' : 'passed';
}

export const hasFailed = ({ status }: TraceAttempt): boolean => status === 'failed' || status === 'timed-out';

const WORST: readonly VisitStatus[] = ['failed', 'caught', 'unfinished', 'retried', 'passed'];

/** Each state of the workflow with what became of it; those that were not entered are `skipped`. */
export function nodeStates(graph: WorkflowGraph, visits: readonly Visit[]): Map<string, NodeState> {
  return new Map(
    graph.states.map(({ name }) => {
      const own = visits.filter(({ state }) => state.name === name);
      const status = WORST.find((each) => own.some((visit) => visit.status === each)) ?? 'skipped';
      const attempts = Math.max(0, ...own.map(({ state }) => state.attempts.length));
      return [name, { status, visits: own.map(({ index }) => index), attempts }];
    }),
  );
}

/** How often each way from one state to the next was taken, by `from>to`. A gap in the records leads nowhere. */
export function takenEdges(visits: readonly Visit[]): Map<string, number> {
  const taken = new Map<string, number>();
  for (const [at, { state }] of visits.entries()) {
    const next = visits[at + 1]?.state;
    if (next === undefined || next.missingBefore !== undefined) continue;
    const edge = `${state.name}>${next.name}`;
    taken.set(edge, (taken.get(edge) ?? 0) + 1);
  }
  return taken;
}

/** Milliseconds from one time to another. */
export const between = (from: string, to: string): number => Date.parse(to) - Date.parse(from);

/** How long a stay took; undefined where no record shows its end. */
export const tookMs = ({ enteredAt, exitedAt }: TraceState): number | undefined =>
  exitedAt === undefined ? undefined : between(enteredAt, exitedAt);

/** The same as text. An execution ends in its `Fail` state: nothing records that it was left. */
export function tookText(state: TraceState): string {
  const took = tookMs(state);
  if (took !== undefined) return duration(took);
  return state.type === 'Fail' ? '–' : 'no end';
}
