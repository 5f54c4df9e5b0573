import { leadsOn } from './end.ts';
import type { Left } from './executions.ts';
import type { Evidence } from './ledger.ts';
import type { TraceEntry } from './trace-part.ts';
import { type WorkflowGraph, wayBetween } from './workflow-graph.ts';

/** One state in an execution: recorded, or derived from the definition. */
export interface Step {
  name: string;
  type: string;
  entry?: TraceEntry;
  /** The number of entries recorded before it. */
  at: number;
  /** Present on steps that lead to a commit with known evidence. */
  judgement?: Judgement;
}

/** The evidence of a commit. `own`: its execution wrote it; otherwise it took over another's. */
interface Judgement {
  evidence: Evidence;
  own: boolean;
}

/** The states of an execution: recorded tasks, tasks that must have followed, and the states between them. */
export function stepsOf(graph: WorkflowGraph, { entries }: Left, onward: readonly string[]): Step[] {
  const types = new Map(graph.states.map(({ name, type }) => [name, type]));
  const steps: Step[] = [];
  let before: { name: string; error?: string | undefined } | undefined;
  const goOn = (name: string, at: number, entry?: TraceEntry) => {
    if (before)
      for (const stop of wayBetween(graph, before.name, name, before.error)) steps.push({ ...stop, at });
    steps.push({ name, type: types.get(name) ?? 'Task', at, ...(entry ? { entry } : {}) });
    before = { name, error: entry?.error?.error };
  };
  for (const [at, entry] of entries.entries()) {
    if (entry) goOn(entry.state, at, entry);
    else before = undefined;
  }
  for (const name of onward) goOn(name, entries.length);
  return steps;
}

/** The name of the next task or end after a step; undefined if unknown. */
export const nextOf = (steps: readonly Step[], at: number): string | undefined =>
  steps.slice(at + 1).find(({ type }) => type === 'Task' || type === 'Succeed' || type === 'Fail')?.name;

/** The steps with their judgements. `committed`: the evidence of the committed decision. */
export function withJudgements(
  steps: readonly Step[],
  own: ReadonlyMap<number, Evidence>,
  committed: Evidence | undefined,
): Step[] {
  let judgement: Judgement | undefined;
  return steps.map((step, at) => {
    if (step.name === 'LoadContext') judgement = judgementAfter(steps, at, own, committed);
    return judgement ? { ...step, judgement } : step;
  });
}

function judgementAfter(
  steps: readonly Step[],
  from: number,
  own: ReadonlyMap<number, Evidence>,
  committed: Evidence | undefined,
): Judgement | undefined {
  const commit = steps.findIndex(
    ({ name }, at) => at > from && (name === 'Commit' || name === 'LoadContext'),
  );
  const step = steps[commit];
  if (step === undefined || step.name !== 'Commit') return undefined;
  const evidence = own.get(step.at);
  if (evidence) return { evidence, own: true };
  const isCommitted = leadsOn(nextOf(steps, commit));
  return isCommitted && committed ? { evidence: committed, own: false } : undefined;
}
