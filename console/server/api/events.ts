import { Hono } from 'hono';
import * as z from 'zod';
import { readTraces } from '../../../adapters/execution-trace.ts';
import { type LedgerRow, Outcome } from '../../../domain/ledger.ts';
import { shift, Time } from '../../../domain/time.ts';
import type { Comparison, EventDetail, EventSummary, EventTrace } from '../../contract/trace.ts';
import { audit, noAudit } from '../audited.ts';
import { compareTraces } from '../trace/compare.ts';
import type { ApiNeed } from './need.ts';
import { newestRows } from './newest-rows.ts';
import { notFound } from './problem.ts';
import { limitUpTo, readQuery } from './request.ts';

export type { EventDetail, EventSummary, EventTrace } from '../../contract/trace.ts';

const EventQuery = z
  .strictObject({
    product: z.string().min(1).optional(),
    /** `open`: without an outcome yet. */
    outcome: z.enum([...Outcome.options, 'open']).optional(),
    since: Time.optional(),
    until: Time.optional(),
    limit: limitUpTo(1000, 50),
  })
  .refine(({ since, until }) => since === undefined || until === undefined || since <= until, {
    error: 'is before since',
    path: ['until'],
  });
export type EventQuery = z.infer<typeof EventQuery>;

// An execution runs for 5 minutes at most, so the one that opened the row began no earlier than that.
const LONGEST_EXECUTION_MS = 5 * 60_000;

/** `/events`: the ledger, newest first, and the trace of each event. */
export const eventRoutes = (need: ApiNeed): Hono =>
  new Hono()
    .get('/', async (c) => {
      const rows = await newestRows(need, readQuery(c, EventQuery));
      return c.json({ events: rows.map(summary) });
    })
    .get('/:id', async (c) => {
      const row = await rowOf(need, c.req.param('id'));
      const evidence = await need.ledger.readEvidence(row.eventId);
      if (evidence.length === 0) noAudit(c);
      else await audit(c, need, viewOf(row));
      return c.json({ row, evidence } satisfies EventDetail);
    })
    .get('/:id/trace', async (c) => {
      const row = await rowOf(need, c.req.param('id'));
      const executions = await tracesOf(need, row);
      const found = new Set(executions.map(({ executionArn }) => executionArn));
      const missing = row.executions.filter((arn) => !found.has(arn));
      if (executions.length === 0) noAudit(c);
      else await audit(c, need, viewOf(row));
      return c.json({ row: summary(row), executions, missing } satisfies EventTrace);
    })
    .get('/:a/compare/:b', async (c) => {
      const rows = await Promise.all([rowOf(need, c.req.param('a')), rowOf(need, c.req.param('b'))]);
      const [a, b] = await Promise.all(rows.map((row) => lastExecution(need, row)));
      const missing = rows.flatMap(({ eventId }, at) => ([a, b][at] ? [] : [eventId]));
      if (a === undefined || b === undefined) {
        noAudit(c);
        return c.json({ steps: [], missing } satisfies Comparison);
      }
      for (const row of rows) await audit(c, need, { ...viewOf(row), details: { beside: other(rows, row) } });
      return c.json(compareTraces(a, b) satisfies Comparison);
    });

const viewOf = ({ eventId, productId }: LedgerRow) => ({
  subject: { kind: 'event', id: eventId },
  ...(productId === undefined ? {} : { productId }),
  details: {},
});

const other = (rows: LedgerRow[], row: LedgerRow): string =>
  rows.find((each) => each !== row)?.eventId ?? row.eventId;

const tracesOf = async (need: ApiNeed, row: LedgerRow) =>
  readTraces(
    await need.traces.read(row.executions, {
      since: shift(row.receivedAt, -LONGEST_EXECUTION_MS),
      near: row.receivedAt,
      // No execution joins the row once it is closed; one that did goes on for a while.
      until: shift(row.closedAt ?? need.clock(), LONGEST_EXECUTION_MS),
    }),
  );

async function lastExecution(need: ApiNeed, row: LedgerRow) {
  const trace = (await tracesOf(need, row)).findLast(({ states }) => states.length > 0);
  return trace && { eventId: row.eventId, trace };
}

async function rowOf({ ledger }: ApiNeed, eventId: string): Promise<LedgerRow> {
  const row = await ledger.read(eventId);
  if (row === undefined) throw notFound(`the ledger has no event ${eventId}`);
  return row;
}

const summary = ({ envelope: _, ...row }: LedgerRow): EventSummary => row;
