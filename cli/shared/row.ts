import type { EventSummary } from '../../api/routes/events.ts';
import { MOST_EXECUTIONS } from '../../domain/record/ledger.ts';
import { type Cell, pairs, table } from './table.ts';

/** A ledger row as the API sends it. */
export type Row = EventSummary;

/** One row, field by field. */
export const rowPairs = (row: Row): string =>
  pairs([
    ['event', row.eventId],
    ['product', row.productId],
    ['kind', row.kind],
    ['outcome', row.outcome ?? 'open'],
    ['reason', row.reason],
    ['stage', row.stage],
    ['accepted', row.acceptedAt],
    ['sent', row.sentAt],
    ['received', row.receivedAt],
    ['closed', row.closedAt],
    ['published', row.publishedAt],
    ['overtaken', row.overtakenAt],
    ['latency', row.latencyMs === undefined ? undefined : `${row.latencyMs} ms`],
    ['revision', row.revision],
    ['executions', executionsText(row)],
    ['restarts', row.sweeps > 0 ? row.sweeps : undefined],
    ['redrive of', row.redriveOf],
    ['redriven as', row.redrivenAs],
  ]);

/** Counts those included that the row does not name. */
const executionsText = ({ executions, executionsLeftOut = 0 }: Row): Cell =>
  executionsLeftOut === 0
    ? executions.length
    : `the first ${MOST_EXECUTIONS}, the last one, and ${executionsLeftOut} more`;

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
