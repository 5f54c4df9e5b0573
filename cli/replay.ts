import { type Command, InvalidArgumentError, Option } from 'commander';
import { Currency } from '../domain/values/money.ts';
import { importNotes, importText } from './products-import.ts';
import { backlog } from './replay/backlog.ts';
import { pace, type Speed } from './replay/pace.ts';
import { replayProgress } from './replay/progress.ts';
import { replay } from './replay/replay.ts';
import { reportText } from './replay/report.ts';
import { sender } from './replay/sender.ts';
import { costOf, shelf } from './replay/shelf.ts';
import { timeReader } from './replay/time-text.ts';
import { importCatalog } from './shared/catalog-import.ts';
import { command, connect, type Session } from './shared/connect.ts';
import { badInput, CliFailure } from './shared/failure.ts';
import { type FileOptions, withFileOptions } from './shared/file-options.ts';
import { toMinorUnits } from './shared/money.ts';
import { integer, time } from './shared/parse.ts';
import { openRecords } from './shared/records.ts';
import type { Terminal } from './shared/terminal.ts';

interface ReplayOptions extends FileOptions {
  product: string;
  time: string[];
  timeFormat?: string;
  utcOffset: string;
  quantity?: string;
  stock?: string;
  initialStock?: number;
  price?: string;
  name?: string;
  currency: string;
  listPrice?: string;
  unitCost?: string;
  category: string;
  policy: string;
  products?: string;
  decimal?: boolean;
  startAt?: string;
  speed: Speed;
  concurrency: number;
  backlog: number;
}

const STOCK_UNKNOWN = 1000;

const NOTES = `
Stock: a line of sales lowers the product's stock by --quantity; a negative quantity is a return and raises it. Without
--quantity each line is one unit, as in files of line items; an empty quantity is an error of the line. Stock starts at
--initial-stock, else at the stock in the price state, else at ${STOCK_UNKNOWN}. It never falls below 0; a sale of a sold-out product
is skipped. With --stock each line gives the stock level itself.

Times: events keep the times of the file, so sales rates of an old file are the same as when it was new. But the schedule uses
today's clock, and counts the time since then as time without sales. A product with a later stock time learns nothing from an
earlier one. --start-at moves all times by the same amount, so that the first line happens at that time. Times without an offset
are UTC, or --utc-offset. Accepted formats: RFC 3339, YYYY-MM-DD HH:MM:SS, seconds or milliseconds since 1970, and dates with the
day or the month first, once a line allows only one of the two. For others, use --time-format, such as DD/MM/YYYY or MM/DD/YY HH:mm.

Products: a product that is not in the catalog is added if its list price is known, from --price (its first line) or --list-price.
Both are decimals of currency units, such as 12.34. --unit-cost is such a decimal, or a percentage of the list price, such as 60%.
Without a unit cost only the list price of the product passes the guardrails. --products imports a catalog file first.

Sequences continue from those of the price states. Unreadable lines are reported with their number and skipped; the exit code is
then 1. Memory grows with the number of products, not of lines.`;

/** `pricewire replay` */
export const replayCommand = (terminal: Terminal): Command =>
  withFileOptions(
    command('replay', 'send a file of sales or stock levels as inventory events', [
      'replay sales.csv --product sku --time date,time --quantity qty --initial-stock 500 --list-price 19.90 --unit-cost 9.50',
      'replay online_retail.csv.gz --product StockCode --time InvoiceDate --time-format DD/MM/YYYY \\\n      --quantity Quantity --price UnitPrice --unit-cost 60% --name Description --currency GBP',
      'replay line-items.csv --product sku --time sold_at --price price',
      'replay levels.jsonl --product id --time at --stock level --speed 60',
    ]),
  )
    .addHelpText('after', NOTES)
    .argument('<file>', 'the file (also .gz); - for standard input')
    .requiredOption('--product <column>', 'column of the product id')
    .requiredOption('--time <columns>', 'column of the time, or two columns: date,time', columnList)
    .option('--time-format <format>', 'time format, from YYYY YY MM DD HH mm ss')
    .option('--utc-offset <offset>', 'UTC offset of times without one', utcOffset, 'Z')
    .option('--quantity <column>', 'column of the units sold; without it each line is one unit')
    .option('--stock <column>', 'column of the stock level')
    .option('--initial-stock <n>', 'initial stock of every product', integer(0))
    .option('--price <column>', 'column of the price, for added products')
    .option('--name <column>', 'column of the name, for added products')
    .option('--currency <code>', 'currency of added products', currency, 'EUR')
    .option('--list-price <amount>', 'list price of added products')
    .option('--unit-cost <amount>', 'unit cost of added products: an amount, or a percentage such as 60%')
    .option('--category <name>', 'category of added products', 'replayed')
    .option('--policy <id>', 'policy of added products', 'default')
    .option('--products <file>', 'import these products first; see: pricewire products import --help')
    .option('--decimal', 'amounts in the --products file are decimals of currency units')
    .option(
      '--start-at <time>',
      'move all times so that the first line happens at this time (or: now)',
      nowOrTime,
    )
    .addOption(new Option('--speed <n>', 'max, or a multiple of real time').argParser(speed).default('max'))
    .option('--concurrency <n>', 'concurrent calls to the bus', integer(1, 64), 4)
    .option('--backlog <n>', 'maximum executions in progress', integer(1), 200)
    .action(async (file: string, options: ReplayOptions, self: Command) => {
      const session = connect(terminal, self);
      await replayFile(file, options, session, terminal);
    });

async function replayFile(
  path: string,
  options: ReplayOptions,
  { api, show, note, ...target }: Session,
  terminal: Terminal,
): Promise<void> {
  const { quantity, stock, price, name, product } = options;
  if (quantity !== undefined && stock !== undefined)
    throw badInput('takes --quantity or --stock, not both; without either, each line is one unit sold');
  const newProduct = { ...options, policyId: options.policy };
  checkAmounts(options);
  const toTime = readerOf(options);
  const file = await openRecords(path, options);
  const confirmed = await target.confirm(`Send the lines of ${path} as inventory events`);
  if (options.products !== undefined) {
    const imported = await importCatalog(api, options.products, options, confirmed);
    note(importText(imported));
    for (const text of importNotes(options.products, imported)) note(text);
  }
  const interrupted = terminal.onInterrupt();
  const bus = await target.bus();
  const progress = replayProgress(terminal, path, file.size);
  const { report, failure } = await replay({
    file,
    columns: { product, time: options.time, quantity, stock, price, name },
    toTime,
    startAt: options.startAt,
    shelf: shelf(api, {
      initialStock: options.initialStock,
      otherwise: STOCK_UNKNOWN,
      newProduct,
      confirmed,
    }),
    pace: pace(options.speed, interrupted),
    room: backlog(api, options.backlog),
    makeSender: (on) => sender(bus, options.concurrency, on),
    interrupted,
    badLine: progress.badLine,
    progress: progress.update,
    now: () => performance.now(),
  });
  bus.close();
  progress.stop();
  if (report.sent + report.skipped > 0 || failure === undefined) show(report, reportText);
  if (report.productsSeenLater > 0)
    note(
      `${report.productsSeenLater} products already have a later stock time: no sales rate is learned for them. See --start-at.`,
    );
  if (failure) throw failure.error;
  if (report.bad > 0 || report.interrupted) throw new CliFailure(1);
}

function readerOf({ timeFormat, utcOffset: offset }: ReplayOptions): (text: string) => string {
  try {
    return timeReader({ format: timeFormat, offset });
  } catch (error) {
    throw badInput(`--time-format: ${(error as Error).message}`);
  }
}

function checkAmounts({ listPrice, unitCost, currency: code }: ReplayOptions): void {
  try {
    if (listPrice !== undefined) toMinorUnits(listPrice, code);
    if (unitCost !== undefined) costOf(unitCost, 1, code);
  } catch (error) {
    throw badInput((error as Error).message);
  }
}

function columnList(text: string): string[] {
  return text.split(',').map((column) => column.trim());
}

function nowOrTime(text: string): string {
  return text === 'now' ? new Date().toISOString() : time(text);
}

function currency(code: string): string {
  if (!Currency.safeParse(code).success)
    throw new InvalidArgumentError('It must be an ISO-4217 code such as EUR.');
  return code;
}

function utcOffset(text: string): string {
  if (!/^(Z|[+-]\d\d:\d\d)$/.test(text)) throw new InvalidArgumentError('It must be Z or such as +02:00.');
  return text;
}

function speed(text: string): Speed {
  if (text === 'max') return text;
  const times = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(times > 0)) throw new InvalidArgumentError('It must be max, or a number above 0 such as 60.');
  return times;
}
