import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ExecutionLog } from '../adapters/execution-log.ts';
import type { Span } from '../adapters/ledger.ts';
import type { ExpressLogRecord } from './engine/index.ts';
import { jsonLine } from './json-line.ts';

/** The execution log of the local stack, in the records that Express writes to CloudWatch Logs. */
export interface TraceLog extends ExecutionLog {
  write(record: ExpressLogRecord): void;
  /** In the order written. */
  read(executionArns: string[], span: Pick<Span, 'since'>): Promise<ExpressLogRecord[]>;
  close(): Promise<void>;
}

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
  let segment: { name: string; stream: WriteStream } | undefined;
  let closed = false;

  const streamFor = (ms: number): WriteStream => {
    const name = segmentOf(ms);
    if (segment?.name === name) return segment.stream;
    segment?.stream.end();
    if (segment) void deleteOldest(dir, maxBytes).catch(onFault);
    const stream = createWriteStream(join(dir, name), { flags: 'a' });
    stream.on('error', onFault);
    // A killed stack may have left half a line; a blank one does no harm.
    stream.write('\n');
    segment = { name, stream };
    return segment.stream;
  };

  return {
    write(record) {
      // What still runs when the stack stops is run again from the start.
      if (closed) return;
      streamFor(Number(record.event_timestamp)).write(jsonLine(record));
    },

    async read(executionArns, { since }) {
      await flushed(segment?.stream);
      const from = segmentOf(Date.parse(since));
      const found: ExpressLogRecord[] = [];
      for (const name of (await readdir(dir)).filter((file) => SEGMENT.test(file) && file >= from).sort()) {
        for await (const line of createInterface({ input: createReadStream(join(dir, name)) })) {
          // Parsing costs more than looking; most lines are of other executions.
          if (executionArns.some((arn) => line.includes(arn))) found.push(...parsed(line, executionArns));
        }
      }
      return found;
    },

    close() {
      closed = true;
      return new Promise((done) => (segment ? segment.stream.end(done) : done()));
    },
  };
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
