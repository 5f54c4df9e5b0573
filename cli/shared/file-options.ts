import { type Command, Option } from 'commander';
import type { RecordOptions } from './records.ts';

/** Options for the format of a file of lines. */
export const withFileOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--format <format>', 'file format (default: by the file name)').choices(['csv', 'jsonl']),
    )
    .option('--delimiter <character>', 'column separator of a CSV file, or the word tab', delimiter, ',')
    .addOption(
      new Option('--encoding <encoding>', 'encoding of a CSV file')
        .choices(['utf8', 'latin1'])
        .default('utf8'),
    )
    .option('--no-quotes', 'treat quotes in a CSV file as normal characters');

export type FileOptions = Pick<RecordOptions, 'format' | 'delimiter' | 'encoding' | 'quotes'>;

const delimiter = (text: string): string => (text === 'tab' ? '\t' : text);
