import { stringify } from 'csv-stringify/sync';
import type { ExportFormat, FoundEvent } from '../routes/search.ts';

const COLUMNS = [
  'eventId',
  'productId',
  'kind',
  'acceptedAt',
  'closedAt',
  'outcome',
  'reason',
  'error',
  'stage',
  'source',
  'fallbackReason',
  'model',
  'policy',
  'guardrails',
  'price',
  'priceBefore',
  'currency',
  'latencyMs',
  'redriveOf',
  'redrivenAs',
] as const satisfies (keyof FoundEvent)[];

/** The events as lines of a file, by batches. */
export async function* exportLines(
  format: ExportFormat,
  batches: AsyncIterable<FoundEvent[]>,
): AsyncGenerator<string> {
  if (format === 'csv') yield csv([COLUMNS]);
  for await (const events of batches)
    yield format === 'csv'
      ? csv(events.map(cells))
      : events.map((each) => `${JSON.stringify(each)}\n`).join('');
}

const cells = (event: FoundEvent): unknown[] =>
  COLUMNS.map((name) => (name === 'guardrails' ? event.guardrails.join(' ') : event[name]));

// A spreadsheet runs a cell that begins with = + - or @ as a formula, and reasons contain text from others.
const csv = (records: (readonly unknown[])[]): string =>
  stringify(records as unknown[][], { escape_formulas: true });
