import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { DataError } from './data-error.ts';

/** Bytes per read. The first line must end within the first read. */
const CHUNK = 1 << 20;
const DELIMITERS = [',', ';', '\t'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

const OPTIONS = { bom: true, relax_column_count: true, skip_empty_lines: true };

/**
 * Calls back for each record with the number of the line on which it ends, starting with the header (line 1).
 *
 * @returns the SHA-256 of the file, in hex
 * @throws DataError for a file that is not CSV, such as one with an open quote
 */
export async function eachRecord(
  path: string,
  delimiter: Delimiter,
  visit: (cells: string[], line: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  const parser = parse({
    ...OPTIONS,
    delimiter,
    // In this callback a record needs no place in a stream, and its line is known.
    on_record: (cells: string[], { lines }) => {
      visit(cells, lines);
      return null;
    },
  });
  await pipeline(opened(path), hashing(hash), parser, drained).catch((error: unknown) => {
    throw dataError(error);
  });
  return hash.digest('hex');
}

/** The records including the header, for a reader that may stop early. */
export async function* records(path: string, delimiter: Delimiter): AsyncGenerator<string[]> {
  const parser = parse({ ...OPTIONS, delimiter });
  const read = opened(path).on('error', (error) => parser.destroy(error));
  try {
    for await (const cells of read.pipe(parser)) yield cells as string[];
  } catch (error) {
    throw dataError(error);
  } finally {
    read.destroy();
  }
}

/** The most frequent delimiter in the first line, outside of quotes. */
export async function detectDelimiter(path: string): Promise<Delimiter> {
  const file = await open(path).catch((error: Error) => {
    throw new DataError(`The file can't be opened: ${error.message}`);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK), 0, CHUNK, 0);
    const [line = ''] = buffer
      .toString('utf8', 0, bytesRead)
      .replaceAll(/"[^"]*"/g, '')
      .split(/\r?\n/);
    const count = (delimiter: string) => line.split(delimiter).length;
    return DELIMITERS.reduce((best, each) => (count(each) > count(best) ? each : best));
  } finally {
    await file.close();
  }
}

const opened = (path: string) => createReadStream(path, { highWaterMark: CHUNK });

const hashing = (hash: Hash): Transform =>
  new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });

async function drained(source: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of source);
}

const dataError = (error: unknown): unknown =>
  error instanceof CsvError ? new DataError(`The file is not CSV: ${error.message}`) : error;
