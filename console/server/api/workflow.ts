import { Hono } from 'hono';
import { definitionText } from '../../../workflows/definition.ts';
import { workflowGraph } from '../trace/workflow-graph.ts';

/** `/workflow`: the state machine as a graph. */
export function workflowRoutes(): Hono {
  const graph = workflowGraph(JSON.parse(definitionText()));
  return new Hono().get('/', (c) => c.json(graph));
}
