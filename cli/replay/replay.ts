import type { InventoryDetail } from '../shared/bus.ts';
import { badInput } from '../shared/failure.ts';
import type { RecordFile } from '../shared/records.ts';
import { BadLine, type Columns, type Movement, readMovement } from './movement.ts';
import type { Pace } from './pace.ts';
import { newReport, type ReplayReport } from './report.ts';
import type { Sender } from './sender.ts';
import type { Counters, Shelf } from './shelf.ts';
import { AmbiguousTime } from './time-text.ts';

export interface ReplayNeed {
  file: RecordFile;
  columns: Columns;
  toTime: (text: string) => string;
  /** RFC 3339: the first line happens then, and the others as long after it as in the file. */
  startAt: string | undefined;
  shelf: Shelf;
  pace: Pace;
  /** Asked before every event; returns when there is room for it. */
  room: (interrupted: AbortSignal) => Promise<void>;
  makeSender: (on: { sent(count: number): void; refused(line: number, why: string): void }) => Sender;
  interrupted: AbortSignal;
  /** Told of each line that is skipped as bad. */
  badLine(line: number, why: string): void;
  progress(bytes: number, report: ReplayReport): void;
  /** Milliseconds that only rise. */
  now: () => number;
}

/** Thrown on, after the report of what was sent until then. */
export interface Replayed {
  report: ReplayReport;
  failure?: { error: unknown };
}

/** The reasons of lines that are in order, but tell the stack nothing. */
const NOTHING_TO_TELL = new Set(['no units', 'sold out']);

/** Sends every line of a file as an inventory event; in constant memory, but for two counters a product. */
export async function replay(need: ReplayNeed): Promise<Replayed> {
  const { file, columns, shelf, interrupted } = need;
  const report = newReport();
  const began = need.now();
  const skip = (line: number, reason: string, detail: string) => {
    report.skipped += 1;
    report.skippedBecause[reason] = (report.skippedBecause[reason] ?? 0) + 1;
    if (NOTHING_TO_TELL.has(reason)) return;
    report.bad += 1;
    need.badLine(line, detail);
  };
  const sender = need.makeSender({
    sent: (count) => {
      report.sent += count;
    },
    refused: (line, why) => skip(line, 'refused by the bus', why),
  });
  const shift = timeShift(need.startAt);

  const sendLine = async (line: number, fields: Record<string, unknown>): Promise<void> => {
    const movement = shift(readMovement(fields, columns, need.toTime));
    const detail = apply(movement, await shelf.find(movement));
    await need.pace.until(movement.occurredAt, sender.flush);
    await need.room(interrupted);
    if (interrupted.aborted) return;
    await sender.add(line, detail);
    report.firstOccurredAt ??= movement.occurredAt;
    report.lastOccurredAt = movement.occurredAt;
  };

  const sendAll = async (): Promise<void> => {
    const records = file.records({
      badLine: (line, why) => {
        report.lines += 1;
        skip(line, 'unreadable', why);
      },
      columns: (names) => refuseMissing(names, columns),
    });
    for await (const { line, fields } of records) {
      if (interrupted.aborted) break;
      report.lines += 1;
      try {
        await sendLine(line, fields);
      } catch (error) {
        if (error instanceof AmbiguousTime) throw ambiguous(line, error);
        if (!(error instanceof BadLine)) throw error;
        skip(line, error.reason, error.message);
      }
      need.progress(file.bytesRead(), report);
    }
  };

  const failure = await sendAll()
    .finally(() => sender.end())
    .then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
  report.productsAdded = shelf.added;
  report.productsSeenLater = shelf.seenLater;
  report.seconds = (need.now() - began) / 1000;
  report.interrupted = interrupted.aborted;
  return { report, ...(failure ? { failure } : {}) };
}

/** The event that a line makes of where its product stands, which it moves on. Throws BadLine for one without a change. */
export function apply({ productId, occurredAt, change }: Movement, counters: Counters): InventoryDetail {
  if ('sold' in change) {
    if (change.sold === 0) throw new BadLine('no units', 'sold no units');
    if (change.sold > 0 && counters.stock === 0) throw new BadLine('sold out', 'was sold out before');
  }
  const stock = 'stock' in change ? change.stock : Math.max(0, counters.stock - change.sold);
  counters.stock = stock;
  counters.sequence += 1;
  const reason = 'stock' in change ? 'stock level' : change.sold < 0 ? 'return' : 'sale';
  return { productId, stock, sequence: counters.sequence, occurredAt, reason };
}

function timeShift(startAt: string | undefined): (movement: Movement) => Movement {
  let by: number | undefined;
  return (movement) => {
    if (startAt === undefined) return movement;
    const at = Date.parse(movement.occurredAt);
    by ??= Date.parse(startAt) - at;
    return { ...movement, occurredAt: new Date(at + by).toISOString() };
  };
}

function refuseMissing(names: string[], { product, time, quantity, stock, price, name }: Columns): void {
  const wanted = [product, ...time, quantity, stock, price, name].filter((column) => column !== undefined);
  const missing = wanted.filter((column) => !names.includes(column));
  if (missing.length > 0)
    throw badInput(`the file has no column ${missing.join(', ')}; its columns are ${names.join(', ')}`);
}

const ambiguous = (line: number, { message }: AmbiguousTime): Error =>
  badInput(
    `line ${line}: "${message}" may be day/month or month/day: say --time-format DD/MM/YYYY or --time-format MM/DD/YYYY`,
  );
