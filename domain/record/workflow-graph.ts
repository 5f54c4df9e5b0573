import * as z from 'zod';

export const WorkflowEdge = z.object({
  to: z.string(),
  kind: z.enum(['next', 'choice', 'default', 'catch']),
  /** The condition of a choice, or the caught errors. */
  label: z.string().optional(),
});
export type WorkflowEdge = z.infer<typeof WorkflowEdge>;

export const WorkflowState = z.object({
  name: z.string(),
  /** `Task`, `Choice`, `Pass`, `Wait`, `Succeed` or `Fail`. */
  type: z.string(),
  comment: z.string().optional(),
  /** In the order in which they are tried. */
  next: z.array(WorkflowEdge),
});
export type WorkflowState = z.infer<typeof WorkflowState>;

/** The state machine, in the order of its file. */
export const WorkflowGraph = z.object({ startAt: z.string(), states: z.array(WorkflowState) });
export type WorkflowGraph = z.infer<typeof WorkflowGraph>;

/** One state of the workflow, with its type. */
export interface Stop {
  name: string;
  type: string;
}

/**
 * The shortest path from a task to another state through states that do no work, without both ends. `error`: the caught error
 * of the task. Empty if the states are adjacent or there is no such path.
 */
export function wayBetween(graph: WorkflowGraph, from: string, to: string, error?: string): Stop[] {
  const byName = new Map(graph.states.map((state) => [state.name, state]));
  const first = firstStep(byName.get(from), error);
  let ways: WorkflowState[][] =
    first === undefined ? [] : [[byName.get(first)].flatMap((each) => each ?? [])];
  const seen = new Set<string>();
  while (ways.length > 0) {
    const further: WorkflowState[][] = [];
    for (const way of ways) {
      const last = way.at(-1);
      if (last?.name === to) return way.slice(0, -1).map(({ name, type }) => ({ name, type }));
      if (last === undefined || last.type === 'Task' || seen.has(last.name)) continue;
      seen.add(last.name);
      for (const { to: next } of last.next) further.push([...way, ...[byName.get(next) ?? []].flat()]);
    }
    ways = further;
  }
  return [];
}

function firstStep(state: WorkflowState | undefined, error: string | undefined): string | undefined {
  if (error === undefined) return state?.next.find(({ kind }) => kind === 'next')?.to;
  return state?.next.find(({ kind, label = '' }) => kind === 'catch' && catches(label.split(', '), error))
    ?.to;
}

const catches = (errors: readonly string[], error: string): boolean =>
  errors.some((each) => each === error || each === 'States.ALL');
