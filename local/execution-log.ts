import { appendFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ExpressLogRecord } from './engine/index.ts';
import { jsonLine } from './json-line.ts';

/** Log file of executions, one record a line. */
export interface ExecutionLog {
  /** The file's absolute path. */
  file: string;
  write(record: ExpressLogRecord): void;
  /** Returns when everything is written, or has failed. */
  close(): Promise<void>;
}

/** Interval of writes. A process that is killed loses the records of one interval. */
const WRITE_EVERY_MS = 20;

/** Appends to the file. `onFault` gets the first error; records that fail are lost, later ones are written if possible. */
export function executionLog(path: string, onFault: (error: Error) => void): ExecutionLog {
  const file = resolve(path);
  let lines = '';
  let timer: NodeJS.Timeout | undefined;
  let written = Promise.resolve();
  let failed = false;
  let reported = false;

  const append = async () => {
    if (lines === '') return;
    // A failed write may have left half a line.
    const text = failed ? `\n${lines}` : lines;
    lines = '';
    try {
      await appendFile(file, text);
      failed = false;
    } catch (error) {
      failed = true;
      if (!reported)
        onFault(new Error(`records are missing from the execution log: ${(error as Error).message}`));
      reported = true;
    }
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    written = written.then(append);
    return written;
  };

  return {
    file,
    write(record) {
      lines += jsonLine(record);
      timer ??= setTimeout(flush, WRITE_EVERY_MS).unref();
    },
    close: flush,
  };
}
