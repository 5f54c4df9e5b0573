import { ordersBehind } from '../../compliance/reviews/asked-by.ts';
import type { LedgerRow } from '../../domain/record/ledger.ts';
import { definitionText } from '../../workflows/definition.ts';
import { audit, noAudit } from '../access/audited.ts';
import type { ApiDeps } from '../deps.ts';
import { rowOf, viewOf } from '../events/row-of.ts';
import type { EVENT_ROUTES, EventSummary } from '../routes/events.ts';
import { newestRows } from '../search/newest-rows.ts';
import type { Handlers } from '../serve.ts';
import { compareTraces } from '../trace/compare.ts';
import { tracesOf } from '../trace/traces-of.ts';
import { workflowGraph } from '../trace/workflow-graph.ts';

type Deps = Parameters<typeof tracesOf>[0] &
  Pick<ApiDeps, 'ledger' | 'priceStates' | 'clock' | 'audit' | 'orders'>;

/** The ledger, newest first, and the trace of each event. */
export function eventHandlers(deps: Deps): Handlers<typeof EVENT_ROUTES> {
  const graph = workflowGraph(JSON.parse(definitionText()));
  return {
    'GET /events': async ({ query }) => ({ events: (await newestRows(deps, query)).map(summary) }),
    'GET /events/:id': async ({ c, params }) => {
      const row = await rowOf(deps, params.id);
      const evidence = await deps.ledger.readEvidence(row.eventId);
      if (evidence.length === 0) noAudit(c);
      else await audit(c, deps, viewOf(row));
      const orders = await ordersBehind(deps, row);
      return { row, evidence, ...(orders.length > 0 ? { orders } : {}) };
    },
    'GET /events/:id/trace': async ({ c, params }) => {
      const row = await rowOf(deps, params.id);
      const traces = await tracesOf(deps, row);
      if (traces.executions.every(({ states }) => states.length === 0)) noAudit(c);
      else await audit(c, deps, viewOf(row));
      return { row: summary(row), ...traces };
    },
    'GET /events/:a/compare/:b': async ({ c, params }) => {
      const rows = await Promise.all([rowOf(deps, params.a), rowOf(deps, params.b)]);
      const [a, b] = await Promise.all(rows.map((row) => mainExecution(deps, row)));
      const missing = rows.flatMap(({ eventId }, at) => ([a, b][at] ? [] : [eventId]));
      if (a === undefined || b === undefined) {
        noAudit(c);
        return { steps: [], missing };
      }
      for (const row of rows) await audit(c, deps, viewOf(row, { beside: other(rows, row) }));
      return compareTraces(a, b);
    },
    'GET /workflow': () => graph,
  };
}

const other = (rows: LedgerRow[], row: LedgerRow): string =>
  rows.find((each) => each !== row)?.eventId ?? row.eventId;

/** The execution that closed the event, or else the last one with trace entries. */
async function mainExecution(deps: Deps, row: LedgerRow) {
  const { executions } = await tracesOf(deps, row);
  const trace =
    executions.find(({ end }) => end.kind === 'closed') ??
    executions.findLast(({ states }) => states.length > 0);
  return trace && { eventId: row.eventId, trace };
}

const summary = ({ envelope: _, traces: __, ...row }: LedgerRow): EventSummary => row;
