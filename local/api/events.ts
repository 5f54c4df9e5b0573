import { Hono } from 'hono';
import * as z from 'zod';
import { readTraces, type Trace } from '../../adapters/execution-trace.ts';
import { type Evidence, type LedgerRow, Outcome } from '../../domain/ledger.ts';
import { shift, Time } from '../../domain/time.ts';
import type { ApiNeed } from './need.ts';
import { newestRows } from './newest-rows.ts';
import { notFound } from './problem.ts';
import { limitUpTo, readQuery } from './request.ts';

/** A ledger row without the envelope, which may be 64 KB. */
export type EventSummary = Omit<LedgerRow, 'envelope'>;

export interface EventDetail {
  row: LedgerRow;
  /** One a context that the event was decided on; the row's `revision` tells which was committed. */
  evidence: Evidence[];
}

export interface EventTrace {
  row: EventSummary;
  executions: Trace[];
  /** Executions that the log holds nothing of any more. */
  missing: string[];
}

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
      return c.json({ row, evidence: await need.ledger.readEvidence(row.eventId) } satisfies EventDetail);
    })
    .get('/:id/trace', async (c) => {
      const row = await rowOf(need, c.req.param('id'));
      const records = await need.traces.read(row.executions, shift(row.receivedAt, -LONGEST_EXECUTION_MS));
      const executions = readTraces(records);
      const found = new Set(executions.map(({ executionArn }) => executionArn));
      const missing = row.executions.filter((arn) => !found.has(arn));
      return c.json({ row: summary(row), executions, missing } satisfies EventTrace);
    });

async function rowOf({ ledger }: ApiNeed, eventId: string): Promise<LedgerRow> {
  const row = await ledger.read(eventId);
  if (row === undefined) throw notFound(`the ledger has no event ${eventId}`);
  return row;
}

const summary = ({ envelope: _, ...row }: LedgerRow): EventSummary => row;
