import type { Trace, TraceAttempt, TraceState, WorkflowGraph } from '../../../../api/routes/events.ts';
import { duration } from '../ui/numbers.ts';

/**
 * The status of a stay in a state. `retried`: it succeeded after failures. `caught`: it failed, and the workflow took another
 * path. `failed`: the execution ended there. `unfinished`: the execution died in it, or is still there.
 */
export type VisitStatus = 'passed' | 'retried' | 'caught' | 'failed' | 'unfinished';

/** One stay in one state; `index` is its position in the execution. */
export interface Visit {
  index: number;
  state: TraceState;
  status: VisitStatus;
  /** The workflow's variables before and after it, as far as recorded. */
  variablesBefore: Record<string, unknown>;
  variablesAfter: Record<string, unknown>;
}

/** One state of the workflow in one execution. */
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
    variables = { ...variables, ...state.variables?.value };
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
  if (isLast && execution === 'unfinished') return 'unfinished';
  return state.attempts.some(hasFailed) ? 'retried' : 'passed';
}

export const hasFailed = ({ status }: TraceAttempt): boolean => status === 'failed' || status === 'timed-out';

const WORST: readonly VisitStatus[] = ['failed', 'caught', 'unfinished', 'retried', 'passed'];

/** Each state of the workflow with its status; states that were not entered are `skipped`. */
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

/** How often each transition was taken, by `from>to`. */
export function takenEdges(visits: readonly Visit[]): Map<string, number> {
  const taken = new Map<string, number>();
  for (const [at, { state }] of visits.entries()) {
    const next = visits[at + 1]?.state;
    if (next === undefined) continue;
    const edge = `${state.name}>${next.name}`;
    taken.set(edge, (taken.get(edge) ?? 0) + 1);
  }
  return taken;
}

/** Milliseconds from one time to another. */
export const between = (from: string, to: string): number => Date.parse(to) - Date.parse(from);

/** The duration of a stay; undefined if the record does not hold its end. */
export const tookMs = ({ enteredAt, exitedAt }: TraceState): number | undefined =>
  exitedAt === undefined ? undefined : between(enteredAt, exitedAt);

/** The same as text. The end of the state that closes an event is in no record, and a derived stay has no times. */
export function tookText(state: TraceState): string {
  const took = state.from === 'derived' ? undefined : tookMs(state);
  return took === undefined ? '–' : duration(took);
}

/** The working time of the task, by its own clock, as text; empty without a call. */
export function workedText({ attempts }: TraceState): string {
  const { startedAt, endedAt } = attempts.at(-1) ?? {};
  return startedAt === undefined || endedAt === undefined ? '' : duration(between(startedAt, endedAt));
}
