import { Graph, layout } from '@dagrejs/dagre';
import type { WorkflowEdge, WorkflowGraph, WorkflowState } from '../../../../api/routes/events.ts';

export const NODE = { width: 146, height: 34 };
const COLUMN = NODE.width + 38;
const ROW = NODE.height + 17;

export interface Place {
  x: number;
  y: number;
  /** 0 for the main path; other states are beside it, failure states to the right. */
  column: number;
}

/**
 * The position of each state of the workflow, top down. The rows are dagre's. The longest path is in one column, easy to
 * follow, and everything else is beside it.
 */
export function layoutGraph({ startAt, states }: WorkflowGraph): Map<string, Place> {
  const rows = rowsOf(states);
  const main = new Set(longestWay(startAt, states));
  const troubled = new Set(
    states.flatMap(({ next }) => next.filter(({ kind }) => kind === 'catch').map(({ to }) => to)),
  );
  const isRight = ({ name, type, next }: WorkflowState): boolean =>
    troubled.has(name) || type === 'Fail' || next.some(({ to }) => troubled.has(to));
  const taken = new Set<string>();
  const places = new Map<string, Place>();
  for (const state of states) {
    const row = rows.get(state.name) ?? 0;
    const side = isRight(state) ? 1 : -1;
    let column = main.has(state.name) ? 0 : side;
    while (taken.has(`${column} ${row}`)) column += side;
    taken.add(`${column} ${row}`);
    places.set(state.name, { x: column * COLUMN, y: row * ROW, column });
  }
  return places;
}

const forward = ({ kind }: WorkflowEdge): boolean => kind !== 'catch';

function rowsOf(states: readonly WorkflowState[]): Map<string, number> {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', ranksep: 1, nodesep: 1 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { name } of states) graph.setNode(name, { width: 1, height: 1 });
  for (const { name, next } of states)
    for (const { to } of next.filter(forward)) graph.setEdge(name, to, { weight: 1, minlen: 1 });
  layout(graph);
  const heights = states.map(({ name }) => graph.node(name).y as number);
  const levels = [...new Set(heights)].sort((a, b) => a - b);
  return new Map(states.map(({ name }, at) => [name, levels.indexOf(heights[at] ?? 0)]));
}

/** The path with the most states from the start to a successful end; among equals the first in the file. */
function longestWay(startAt: string, states: readonly WorkflowState[]): string[] {
  const byName = new Map(states.map((state) => [state.name, state]));
  const known = new Map<string, string[]>();
  const longest = (name: string, on: ReadonlySet<string>): string[] => {
    const before = known.get(name);
    if (before) return before;
    const state = byName.get(name);
    const ways = (state?.next ?? [])
      .filter((edge) => forward(edge) && !on.has(edge.to))
      .map(({ to }) => longest(to, new Set([...on, to])))
      .filter((way) => byName.get(way.at(-1) ?? '')?.type === 'Succeed');
    const best = ways.reduce<string[]>((most, way) => (way.length > most.length ? way : most), []);
    const found = [name, ...best];
    known.set(name, found);
    return found;
  };
  return longest(startAt, new Set([startAt]));
}
