import type { InventoryDetail } from '../shared/bus.ts';
import { badInput } from '../shared/failure.ts';
import type { RecordFile } from '../shared/records.ts';
import { BadLine, type Columns, type Movement, readMovement } from './movement.ts';
import type { Pace } from './pace.ts';
import { newReport, type ReplayReport } from './report.ts';
import type { Sender } from './sender.ts';
import type { Counters, Shelf } from './shelf.ts';
import { AmbiguousTime } from './time-text.ts';

export interface ReplayDeps {
  file: RecordFile;
  columns: Columns;
  toTime: (text: string) => string;
  /** RFC 3339: the new time of the first line; the others keep their distance from it. */
  startAt: string | undefined;
  shelf: Shelf;
  pace: Pace;
  /** Called before every event; returns when there is room for it. */
  room: (interrupted: AbortSignal) => Promise<void>;
  makeSender: (on: { sent(count: number): void; refused(line: number, why: string): void }) => Sender;
  interrupted: AbortSignal;
  /** Receives each line that is skipped as bad. */
  badLine(line: number, why: string): void;
  progress(bytes: number, report: ReplayReport): void;
  /** Monotonic milliseconds. */
  now: () => number;
}

/** The failure is thrown after the report is printed. */
export interface Replayed {
  report: ReplayReport;
  failure?: { error: unknown };
}

/** The reasons of valid lines that change no stock. */
const NOTHING_TO_TELL = new Set(['no units', 'sold out']);

/** Sends every line of a file as an inventory event; in constant memory, except for two counters a product. */
export async function replay(deps: ReplayDeps): Promise<Replayed> {
  const { file, columns, shelf, interrupted } = deps;
  const report = newReport();
  const began = deps.now();
  const skip = (line: number, reason: string, detail: string) => {
    report.skipped += 1;
    report.skippedBecause[reason] = (report.skippedBecause[reason] ?? 0) + 1;
    if (NOTHING_TO_TELL.has(reason)) return;
    report.bad += 1;
    deps.badLine(line, detail);
  };
  const sender = deps.makeSender({
    sent: (count) => {
      report.sent += count;
    },
    refused: (line, why) => skip(line, 'refused by the bus', why),
  });
  const shift = timeShift(deps.startAt);

  const sendLine = async (line: number, fields: Record<string, unknown>): Promise<void> => {
    const movement = shift(readMovement(fields, columns, deps.toTime));
    const detail = apply(movement, await shelf.find(movement));
    await deps.pace.until(movement.occurredAt, sender.flush);
    await deps.room(interrupted);
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
      deps.progress(file.bytesRead(), report);
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
  report.seconds = (deps.now() - began) / 1000;
  report.interrupted = interrupted.aborted;
  return { report, ...(failure ? { failure } : {}) };
}

/** The event of a line. Updates the product's counters. Throws BadLine for a line without a change. */
function apply({ productId, occurredAt, change }: Movement, counters: Counters): InventoryDetail {
  if ('sold' in change) {
    if (change.sold === 0) throw new BadLine('no units', 'sold no units');
    if (change.sold > 0 && counters.stock === 0) throw new BadLine('sold out', 'was already sold out');
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
    `line ${line}: "${message}" may be day/month or month/day; use --time-format DD/MM/YYYY or --time-format MM/DD/YYYY`,
  );
