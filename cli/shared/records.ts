import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type CsvError, parse } from 'csv-parse';
import { parseJson } from '../../domain/values/nesting.ts';
import { badInput } from './failure.ts';

/** One line of a file, by column names. */
export interface FileRecord {
  /** Counts from 1, with the header of a CSV file. For a record over several lines, the last one. */
  line: number;
  fields: Record<string, unknown>;
}

export interface RecordFile {
  /** Size on disk in bytes; undefined for standard input. */
  size: number | undefined;
  bytesRead(): number;
  /** Every record that can be read, in order, in constant memory. */
  records(on: RecordListeners): AsyncIterable<FileRecord>;
}

interface RecordListeners {
  /** Receives each line that can't be read; reading continues. */
  badLine(line: number, why: string): void;
  /** Receives the columns of a CSV file before the first record; may throw. */
  columns?(names: string[]): void;
}

export interface RecordOptions {
  /** Default: by the file name. */
  format?: 'csv' | 'jsonl' | undefined;
  /** Default: a comma. */
  delimiter?: string | undefined;
  encoding?: 'utf8' | 'latin1' | undefined;
  /** False: a quote is a normal character. */
  quotes?: boolean | undefined;
}

const LONGEST_RECORD = 1_000_000;

/** Opens a CSV or JSONL file, compressed by gzip if its name ends in .gz; `-` is standard input. */
export async function openRecords(file: string, options: RecordOptions = {}): Promise<RecordFile> {
  const format = options.format ?? formatOf(file);
  const size = file === '-' ? undefined : (await stat(file)).size;
  let bytes = 0;

  return {
    size,
    bytesRead: () => bytes,
    async *records(on) {
      const source = file === '-' ? process.stdin : createReadStream(file);
      source.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      const unpacked = file.endsWith('.gz') ? createGunzip() : new PassThrough();
      // An error of the file or of gzip is thrown where the records are read.
      const text: Readable = pipeline(source, unpacked, () => {});
      try {
        yield* format === 'csv' ? csvRecords(text, options, on) : jsonRecords(text, on);
      } catch (error) {
        throw isDamage(error) ? badInput(`${file} is damaged: ${error.message}`, error) : error;
      }
    },
  };
}

const isDamage = (error: unknown): error is Error =>
  error instanceof Error && /^Z_/.test((error as NodeJS.ErrnoException).code ?? '');

function formatOf(file: string): 'csv' | 'jsonl' {
  const name = file.replace(/\.gz$/, '');
  if (/\.(csv|tsv|txt)$/i.test(name)) return 'csv';
  if (/\.(jsonl|ndjson)$/i.test(name)) return 'jsonl';
  throw badInput(`${file}: unknown format; use --format csv or --format jsonl`);
}

async function* csvRecords(
  text: Readable,
  { delimiter = ',', encoding = 'utf8', quotes = true }: RecordOptions,
  on: RecordListeners,
): AsyncGenerator<FileRecord> {
  const parser = parse({
    bom: true,
    info: true,
    encoding,
    skip_empty_lines: true,
    skip_records_with_error: true,
    relax_quotes: true,
    max_record_size: LONGEST_RECORD,
    delimiter,
    quote: quotes ? '"' : null,
    columns: (names: string[]) => {
      const trimmed = names.map((name) => name.trim());
      refuseOtherDelimiter(trimmed);
      on.columns?.(trimmed);
      return trimmed;
    },
    on_skip: (error) => {
      on.badLine((error as CsvError & { lines: number }).lines, (error as CsvError).message);
      return undefined;
    },
  });
  pipeline(text, parser, () => {});
  for await (const { info, record } of parser as AsyncIterable<{
    info: { lines: number };
    record: Record<string, unknown>;
  }>)
    yield { line: info.lines, fields: record };
}

function refuseOtherDelimiter([name = '', ...others]: string[]): void {
  const [other] = others.length > 0 ? [] : (/[;\t|]/.exec(name) ?? []);
  if (other !== undefined)
    throw badInput(
      `the header has one column, "${name}"; use --delimiter ${other === '\t' ? 'tab' : `"${other}"`}`,
    );
}

async function* jsonRecords(text: Readable, { badLine }: RecordListeners): AsyncGenerator<FileRecord> {
  let line = 0;
  for await (const content of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (content.trim() === '') continue;
    const fields = objectIn(line === 1 ? content.replace(/^\uFEFF/, '') : content);
    if (typeof fields === 'string') badLine(line, fields);
    else yield { line, fields };
  }
}

function objectIn(content: string): Record<string, unknown> | string {
  try {
    const value: unknown = parseJson(content);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    return 'is not a JSON object';
  } catch (error) {
    return (error as SyntaxError).message;
  }
}
