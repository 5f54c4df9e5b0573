#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Role, roleOption, roles } from './training/columns.ts';
import { DataError } from './training/data-error.ts';
import { INTERVALS, type Interval } from './training/interval.ts';
import { type DayOrder, parseTime } from './training/times.ts';
import { trainModel } from './training/train-model.ts';

interface Options extends Partial<Record<Role, string>> {
  data: string;
  out: string;
  holdout: number;
  interval?: Interval;
  timeFormat?: DayOrder;
  weekOf?: number;
  decimalComma?: boolean;
  dropBadRows?: boolean;
  fill: boolean;
  python?: string;
  force?: boolean;
}

function share(text: string): number {
  const value = Number(text);
  if (value >= 0.05 && value <= 0.5) return value;
  throw new InvalidArgumentError('It must be 0.05 to 0.5.');
}

function date(text: string): number {
  const value = parseTime(text);
  if (!Number.isNaN(value)) return value;
  throw new InvalidArgumentError('It must be a date such as 2025-12-31.');
}

const command = new Command('model:train')
  .description(
    'Trains the demand model on a CSV file of sales: a row is one product, one time, one price, units sold.',
  )
  .requiredOption('--data <file>', 'CSV with a header; , ; or tab')
  .addOption(
    new Option('--out <dir>', 'folder of the artifact').default(
      fileURLToPath(new URL('artifact', import.meta.url)),
      'model/artifact',
    ),
  )
  .option('--holdout <share>', 'last share of the time, for the evaluation of models', share, 0.2)
  .addOption(
    new Option('--interval <length>', 'length of a row (default: detected from the times)').choices(
      INTERVALS,
    ),
  )
  .addOption(
    new Option('--time-format <order>', 'order of day and month in 03/04/2025').choices(['mdy', 'dmy']),
  )
  .option('--week-of <date>', 'first day of week 1, if times are numbers of weeks', date)
  .option('--decimal-comma', 'numbers are like 12,50')
  .option('--drop-bad-rows', "leave out rows that can't be read, and count them")
  .option('--no-fill', 'do not add intervals without a sale')
  .option('--force', 'write a model that is refused; the reasons become its warnings')
  .option('--python <path>', 'a Python with XGBoost 1.7');
for (const role of roles)
  command.option(`${roleOption(role)} <column>`, 'its column (default: found by name; - for none)');
command.addHelpText(
  'after',
  '\nExample:\n  $ npm run model:train -- --data sales.csv --product SKU --units Qty --drop-bad-rows',
);

const {
  data,
  out,
  python,
  interval,
  timeFormat,
  weekOf,
  decimalComma,
  dropBadRows,
  fill,
  holdout,
  force,
  ...rest
} = command.parse().opts<Options>();
try {
  await trainModel({
    data,
    out,
    python,
    interval,
    holdout,
    fill,
    force: force === true,
    columns: Object.fromEntries(
      roles.flatMap((role) => (rest[role] === undefined ? [] : [[role, rest[role]]])),
    ),
    ...(timeFormat === undefined ? {} : { timeFormat }),
    ...(weekOf === undefined ? {} : { weekOne: weekOf }),
    decimalComma: decimalComma === true,
    dropBadRows: dropBadRows === true,
    say: (line) => console.error(line),
  });
} catch (error) {
  if (!(error instanceof DataError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
