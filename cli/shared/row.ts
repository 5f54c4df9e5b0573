import type { EventSummary } from '../../api/routes/events.ts';
import { type Cell, pairs, table } from './table.ts';

/** A ledger row as the API sends it. */
export type Row = EventSummary;

/** One row, field by field. A duplicate delivery has an execution that the row does not list, but its trace. */
export const rowPairs = (row: Row, executions = row.executions.length): string =>
  pairs([
    ['event', row.eventId],
    ['product', row.productId],
    ['kind', row.kind],
    ['outcome', row.outcome ?? 'open'],
    ['reason', row.reason],
    ['fallback', row.fallbackReason],
    ['stage', row.stage],
    ['accepted', row.acceptedAt],
    ['sent', row.sentAt],
    ['received', row.receivedAt],
    ['closed', row.closedAt],
    ['published', row.publishedAt],
    ['overtaken', row.overtakenAt],
    ['latency', row.latencyMs === undefined ? undefined : `${row.latencyMs} ms`],
    ['revision', row.revision],
    ['executions', executions],
    ['restarts', row.sweeps > 0 ? row.sweeps : undefined],
    ['redrive of', row.redriveOf],
    ['redriven as', row.redrivenAs],
  ]);

/** Rows, one a line. */
export const rowTable = (rows: Row[]): string =>
  table(
    ['ACCEPTED', 'PRODUCT', 'KIND', 'OUTCOME', 'LATENCY', 'REASON', 'EVENT'],
    rows.map((row): Cell[] => [
      row.acceptedAt,
      row.productId,
      row.kind,
      row.outcome ?? 'open',
      row.latencyMs === undefined ? undefined : `${row.latencyMs} ms`,
      row.reason,
      row.eventId,
    ]),
    ['LATENCY'],
  );

/** Shown for an event whose row is kept longer than its evidence. */
export const EVIDENCE_EXPIRED = 'The evidence of its decision has expired and was deleted.';
