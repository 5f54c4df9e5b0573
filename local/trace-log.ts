import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ExecutionLog, Nearby } from '../adapters/execution-log.ts';
import type { Span } from '../adapters/ledger.ts';
import { HOUR_MS } from '../domain/time.ts';
import type { ExpressLogRecord } from './engine/index.ts';
import { jsonLine } from './json-line.ts';
import { seekTime, timeOf } from './trace-seek.ts';

/** The execution log of the local stack, in the records that Express writes to CloudWatch Logs. */
export interface TraceLog extends ExecutionLog {
  write(record: ExpressLogRecord): void;
  /** In the order written. Without an end of the span, to the end of the log. */
  read(
    executionArns: string[],
    span: Pick<Span, 'since'> & Partial<Span> & Nearby,
  ): Promise<ExpressLogRecord[]>;
  close(): Promise<void>;
}

/** A kill loses the lines of so long at most: a trace may lack its end; what has no outcome is run again. */
const WRITE_EVERY_MS = 20;
const SEGMENT = /^\d{4}-\d\d-\d\dT\d\d\.jsonl$/;
const segmentOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 13)}.jsonl`;

/** One file an hour in `dir`; the oldest are deleted once all are larger than `maxBytes` together. */
export async function openTraceLog(
  dir: string,
  maxBytes = 2 ** 30,
  onFault = (_error: unknown) => {},
): Promise<TraceLog> {
  await mkdir(dir, { recursive: true });
  await deleteOldest(dir, maxBytes);
  let segment: { hour: number; stream: WriteStream } | undefined;
  /** Lines that go to the segment together. */
  let lines = '';
  let closed = false;

  const writeLines = () => {
    if (lines !== '') segment?.stream.write(lines);
    lines = '';
  };

  const openSegment = (hour: number) => {
    writeLines();
    segment?.stream.end();
    if (segment) void deleteOldest(dir, maxBytes).catch(onFault);
    const stream = createWriteStream(join(dir, segmentOf(hour * HOUR_MS)), { flags: 'a' });
    stream.on('error', onFault);
    // A killed stack may have left half a line; a blank one does no harm.
    stream.write('\n');
    segment = { hour, stream };
  };

  return {
    write(record) {
      // What still runs when the stack stops is run again from the start.
      if (closed) return;
      const hour = Math.floor(Number(record.event_timestamp) / HOUR_MS);
      if (segment?.hour !== hour) openSegment(hour);
      if (lines === '') setTimeout(writeLines, WRITE_EVERY_MS).unref();
      lines += jsonLine(record);
    },

    async read(executionArns, { since, until, near }) {
      writeLines();
      await flushed(segment?.stream);
      const untilMs = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until);
      if (near !== undefined) {
        const found = await readFrom(dir, Date.parse(near) - NEAR_MS, untilMs, executionArns);
        if (areWhole(found, executionArns)) return found;
      }
      return readFrom(dir, Date.parse(since), untilMs, executionArns);
    },

    close() {
      closed = true;
      writeLines();
      return new Promise((done) => (segment ? segment.stream.end(done) : done()));
    },
  };
}

/** An execution opens the row of its event within this time of its start, or else it is looked for in all of the span. */
const NEAR_MS = 2_000;
/** The lines after which it is looked at whether the span is over. */
const LOOK_EVERY = 256;

/** The records of these executions from a time on, until all of them have ended or the span has. */
async function readFrom(
  dir: string,
  fromMs: number,
  untilMs: number,
  arns: string[],
): Promise<ExpressLogRecord[]> {
  const found: ExpressLogRecord[] = [];
  const running = new Set(arns);
  const first = segmentOf(fromMs);
  for (const name of (await readdir(dir)).filter((file) => SEGMENT.test(file) && file >= first).sort()) {
    const path = join(dir, name);
    const input = createReadStream(path, { start: name === first ? await seekTime(path, fromMs) : 0 });
    let lines = 0;
    try {
      for await (const line of createInterface({ input })) {
        lines += 1;
        if (lines % LOOK_EVERY === 0 && (timeOf(line) ?? 0) > untilMs) return found;
        // Parsing costs more than looking; most lines are of other executions.
        if (!arns.some((arn) => line.includes(arn))) continue;
        for (const record of parsed(line, arns)) {
          found.push(record);
          if (ENDED.test(record.type)) running.delete(record.execution_arn);
        }
        if (running.size === 0) return found;
      }
    } finally {
      input.destroy();
    }
  }
  return found;
}

const ENDED = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/;

/** Whether each of them is there from its first record to its last. */
function areWhole(found: ExpressLogRecord[], arns: string[]): boolean {
  const has = (arn: string, is: (record: ExpressLogRecord) => boolean) =>
    found.some((record) => record.execution_arn === arn && is(record));
  return arns.every((arn) => has(arn, ({ id }) => id === '1') && has(arn, ({ type }) => ENDED.test(type)));
}

const flushed = (stream: WriteStream | undefined): Promise<void> =>
  new Promise((done, failed) =>
    stream ? stream.write('', (error) => (error ? failed(error) : done())) : done(),
  );

// The last line of a killed stack may be half written.
function parsed(line: string, arns: string[]): ExpressLogRecord[] {
  try {
    const record = JSON.parse(line) as ExpressLogRecord;
    return arns.includes(record.execution_arn) ? [record] : [];
  } catch {
    return [];
  }
}

async function deleteOldest(dir: string, maxBytes: number): Promise<void> {
  let kept = 0;
  for (const name of (await readdir(dir))
    .filter((file) => SEGMENT.test(file))
    .sort()
    .reverse()) {
    const { size } = await stat(join(dir, name));
    // The newest is kept, however large.
    if (kept > 0 && kept + size > maxBytes) await rm(join(dir, name));
    else kept += size;
  }
}
