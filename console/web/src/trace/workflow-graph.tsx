import { ascending } from '../../../../domain/values/sorting.ts';
import '@xyflow/react/dist/style.css';
import {
  Controls,
  type Edge,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react';
import { useMemo } from 'react';
import type { WorkflowGraph as Workflow } from '../../../../api/routes/events.ts';
import { layoutGraph, NODE, type Place } from './layout-graph.ts';
import { type NodeState, nodeStates, takenEdges, type Visit } from './visits.ts';
import styles from './workflow-graph.module.css';

interface WorkflowGraphProps {
  workflow: Workflow;
  visits: readonly Visit[];
  /** The selected stay. */
  selected: number;
  select: (visit: number) => void;
}

interface StateData extends Record<string, unknown> {
  name: string;
  type: string;
  comment?: string | undefined;
  node: NodeState;
  selected: boolean;
  choose: () => void;
}

const SKIPPED: NodeState = { status: 'skipped', visits: [], attempts: 0 };
const NODE_TYPES = { state: StateNode };

/** The state machine with the path of this execution. Pressing a state again selects its next stay. */
export function WorkflowGraph({ workflow, visits, selected, select }: WorkflowGraphProps) {
  const places = useMemo(() => layoutGraph(workflow), [workflow]);
  const known = useMemo(() => nodeStates(workflow, visits), [workflow, visits]);
  const edges = useMemo(() => edgesOf(workflow, places, takenEdges(visits)), [workflow, places, visits]);
  const nodes = workflow.states.map(({ name, type, comment }): Node<StateData> => {
    const node = known.get(name) ?? SKIPPED;
    const choose = () => {
      const at = node.visits.indexOf(selected);
      const next = node.visits[(at + 1) % node.visits.length];
      if (next !== undefined) select(next);
    };
    return {
      id: name,
      type: 'state',
      position: places.get(name) ?? { x: 0, y: 0 },
      data: { name, type, comment, node, selected: node.visits.includes(selected), choose },
      ...NODE,
    };
  });
  return (
    <div className={styles.graph}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        fitView
        fitViewOptions={{ padding: 0.03 }}
        minZoom={0.3}
        maxZoom={1.6}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        zoomOnScroll={false}
        preventScrolling={false}
        disableKeyboardA11y
        proOptions={{ hideAttribution: true }}
      >
        <Controls showInteractive={false} position="bottom-right" />
      </ReactFlow>
      <Legend />
    </div>
  );
}

function StateNode({ data: { name, comment, node, selected, choose } }: NodeProps<Node<StateData>>) {
  const { status, visits, attempts } = node;
  const more = [attempts > 1 && `${attempts} attempts`, visits.length > 1 && `×${visits.length}`]
    .filter(Boolean)
    .join(' ');
  const tone = `${styles.node} ${styles[status]} ${selected ? styles.selected : ''}`;
  const inside = (
    <>
      <span className={styles.name}>{name}</span> {more !== '' && <span className={styles.tag}>{more}</span>}
    </>
  );
  // Begins with the visible text, as voice control needs.
  const told = `${[name, more].join(' ').trim()}: ${status}`;
  return (
    <>
      <Handles type="target" />
      {status === 'skipped' ? (
        <div className={tone} title={comment}>
          {inside}
          <span className="hidden-visually">not entered</span>
        </div>
      ) : (
        <button
          type="button"
          className={`nodrag nopan ${tone}`}
          title={comment}
          aria-label={told}
          aria-pressed={selected}
          onClick={choose}
        >
          {inside}
        </button>
      )}
      <Handles type="source" />
    </>
  );
}

/** Start and end points of paths. */
const Handles = ({ type }: { type: 'source' | 'target' }) =>
  [type === 'source' ? Position.Bottom : Position.Top, Position.Left, Position.Right].map((side) => (
    <Handle
      key={side}
      id={`${type}-${side}`}
      type={type}
      position={side}
      isConnectable={false}
      className={styles.handle ?? ''}
    />
  ));

function edgesOf({ states }: Workflow, places: Map<string, Place>, taken: Map<string, number>): Edge[] {
  const edges = new Map<string, Edge>();
  for (const { name, next } of states) {
    for (const { to, kind } of next) {
      const id = `${name}>${to}`;
      if (edges.has(id)) continue;
      const isTaken = taken.has(id);
      const tone = isTaken ? (kind === 'catch' ? 'bad' : 'accent') : 'line-strong';
      edges.set(id, {
        id,
        source: name,
        target: to,
        ...sidesOf(places.get(name) ?? NOWHERE, places.get(to) ?? NOWHERE),
        focusable: false,
        zIndex: isTaken ? 1 : 0,
        className: `${isTaken ? styles.taken : styles.other} ${kind === 'catch' ? styles.catch : ''}`,
        style: { stroke: `var(--${tone})` },
        ...(isTaken
          ? { markerEnd: { type: MarkerType.ArrowClosed, color: `var(--${tone})`, width: 14, height: 14 } }
          : {}),
      });
    }
  }
  // Drawn in this order, so that the path taken is on top.
  return [...edges.values()].sort(ascending(({ zIndex = 0 }) => zIndex));
}

const NOWHERE: Place = { x: 0, y: 0, column: 0 };

/** A path to the next row goes straight down. A longer one, or one back up, leaves at the side and crosses no state. */
function sidesOf(from: Place, to: Place): Partial<Edge> {
  const down = to.y > from.y;
  if (from.column === to.column) {
    const isNext = down && to.y - from.y < 2 * NODE.height;
    const side = down ? Position.Right : Position.Left;
    if (isNext) return { sourceHandle: `source-${Position.Bottom}`, targetHandle: `target-${Position.Top}` };
    // Longer paths run further out, to keep them apart.
    const offset = Math.min(18, 4 + Math.abs(to.y - from.y) / 40);
    return {
      type: 'smoothstep',
      sourceHandle: `source-${side}`,
      targetHandle: `target-${side}`,
      ...{ pathOptions: { offset, borderRadius: 8 } },
    };
  }
  const [out, into] =
    to.column > from.column ? [Position.Right, Position.Left] : [Position.Left, Position.Right];
  return down
    ? { sourceHandle: `source-${out}`, targetHandle: `target-${Position.Top}` }
    : { sourceHandle: `source-${out}`, targetHandle: `target-${into}` };
}

const LEGEND = ['passed', 'retried', 'caught', 'failed', 'unfinished', 'skipped'] as const;

const Legend = () => (
  <ul className={styles.legend} aria-label="Legend">
    {LEGEND.map((status) => (
      <li key={status}>
        <span className={`${styles.swatch} ${styles[status]}`} aria-hidden="true" />
        {status}
      </li>
    ))}
  </ul>
);
