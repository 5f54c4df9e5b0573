import { type Command, Option } from 'commander';
import type { RecordOptions } from './records.ts';

/** Options that say how a file of lines is to be read. */
export const withFileOptions = (command: Command): Command =>
  command
    .addOption(new Option('--format <format>', 'its format (default: by its name)').choices(['csv', 'jsonl']))
    .option(
      '--delimiter <character>',
      'what separates the columns of a CSV file, or the word tab',
      delimiter,
      ',',
    )
    .addOption(
      new Option('--encoding <encoding>', 'how a CSV file is encoded')
        .choices(['utf8', 'latin1'])
        .default('utf8'),
    )
    .option('--no-quotes', 'take quotes in a CSV file for characters like any other');

export type FileOptions = Pick<RecordOptions, 'format' | 'delimiter' | 'encoding' | 'quotes'>;

const delimiter = (text: string): string => (text === 'tab' ? '\t' : text);
