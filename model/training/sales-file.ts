import { type Mapping, mapColumns, type Role } from './columns.ts';
import { type Delimiter, detectDelimiter, eachRecord, records } from './csv-records.ts';
import { DataError } from './data-error.ts';
import { Growing } from './growing.ts';
import { rowReader, type SalesRow } from './sales-row.ts';
import { type DayOrder, dayOrderShownBy, isWeekNumber, needsDayOrder } from './times.ts';

const NO_ROWS = 'The file has no rows of sales under its header.';
/** Bad rows that an error or the card shows. */
const SHOWN = 10;

export interface ReadOptions {
  columns: Partial<Record<Role, string>>;
  timeFormat?: DayOrder;
  /** First day of week 1, milliseconds since 1970, for times that are numbers of weeks. */
  weekOne?: number;
  decimalComma?: boolean;
  dropBadRows?: boolean;
}

/** Invalid rows that were left out: their number, and the first ones with line and reason. */
export interface BadRows {
  count: number;
  first: string[];
}

/** Sales as in the file: one value per row in each column, in file order. */
export interface Sales {
  mapping: Mapping;
  /** Product ids. `product` contains indexes of this list, and the next two lists have the same order. */
  products: string[];
  /** Category of each product from its first row, '' for none. */
  categories: string[];
  /** Unit cost of each product from its last row, NaN for none. */
  unitCosts: number[];
  product: Float64Array;
  /** Milliseconds since 1970, UTC. */
  time: Float64Array;
  price: Float64Array;
  units: Float64Array;
  /** NaN where the cell is empty. */
  listPrice?: Float64Array;
  /** NaN where the cell is empty. */
  cost?: Float64Array;
  /** NaN where the cell is empty. */
  stock?: Float64Array;
  /** 0 or 1. */
  promo?: Float64Array;
  /** A number for each place. */
  location?: Float64Array;
  dropped: BadRows;
  sha256: string;
}

/**
 * Reads a CSV file of sales. Memory: at most 144 bytes a row, and half of that in the end.
 *
 * @throws DataError for missing or ambiguous columns, an empty file, and invalid rows (with the lines of the first ones) unless
 *   bad rows are to be dropped
 */
export async function readSales(path: string, options: ReadOptions): Promise<Sales> {
  const delimiter = await detectDelimiter(path);
  const { header, mapping, dayOrder } = await look(path, delimiter, options);
  const read = rowReader(header, mapping, {
    dayOrder,
    weekOne: options.weekOne,
    decimalComma: options.decimalComma === true,
  });
  const sales = new SalesLists();
  const dropped: BadRows = { count: 0, first: [] };
  let atHeader = true;
  const sha256 = await eachRecord(path, delimiter, (cells, line) => {
    if (atHeader) {
      atHeader = false;
      return;
    }
    const row = read(cells);
    if (typeof row !== 'string') sales.push(row);
    else if (dropped.count++ < SHOWN) dropped.first.push(`line ${line}, ${row}`);
  });
  if (dropped.count > 0 && !options.dropBadRows) throw new DataError(badRowsText(dropped));
  const { product, time, price, units, listPrice, cost, stock, promo, location } = sales.lists;
  if (product.length === 0) throw new DataError(NO_ROWS);
  return {
    mapping,
    products: [...sales.products.keys()],
    categories: sales.categories,
    unitCosts: sales.unitCosts,
    product: product.values(),
    time: time.values(),
    price: price.values(),
    units: units.values(),
    ...(mapping.listPrice === undefined ? {} : { listPrice: listPrice.values() }),
    ...(mapping.cost === undefined ? {} : { cost: cost.values() }),
    ...(mapping.stock === undefined ? {} : { stock: stock.values() }),
    ...(mapping.promo === undefined ? {} : { promo: promo.values() }),
    ...(mapping.location === undefined ? {} : { location: location.values() }),
    dropped,
    sha256,
  };
}

const COLUMNS = [
  'product',
  'time',
  'price',
  'units',
  'listPrice',
  'cost',
  'stock',
  'promo',
  'location',
] as const;

class SalesLists {
  readonly products = new Map<string, number>();
  readonly categories: string[] = [];
  readonly unitCosts: number[] = [];
  readonly lists = Object.fromEntries(COLUMNS.map((column) => [column, new Growing()])) as Record<
    (typeof COLUMNS)[number],
    Growing
  >;
  readonly #places = new Map<string, number>();

  push(row: SalesRow): void {
    const product = numbered(this.products, row.product);
    const location = numbered(this.#places, row.location);
    this.categories[product] ??= row.category;
    this.unitCosts[product] = Number.isNaN(row.cost) ? (this.unitCosts[product] ?? Number.NaN) : row.cost;
    const values = { ...row, product, location };
    for (const column of COLUMNS) this.lists[column].push(values[column]);
  }
}

/** Reads until the columns and the order of day and month are known. */
async function look(
  path: string,
  delimiter: Delimiter,
  { columns, timeFormat, weekOne }: ReadOptions,
): Promise<{ header: string[]; mapping: Mapping; dayOrder: DayOrder | undefined }> {
  let known: { header: string[]; mapping: Mapping } | undefined;
  let rows = 0;
  for await (const cells of records(path, delimiter)) {
    if (known === undefined) {
      const header = cells.map((name) => name.trim());
      known = { header, mapping: mapColumns(header, columns) };
      continue;
    }
    rows++;
    if (weekOne !== undefined) return { ...known, dayOrder: undefined };
    if (timeFormat !== undefined) return { ...known, dayOrder: timeFormat };
    const text = (cells[known.header.indexOf(known.mapping.time)] ?? '').trim();
    if (isWeekNumber(text))
      throw new DataError(
        `Column ${known.mapping.time} has numbers such as ${text}, not dates. If they are weeks, give the first day of week 1 with --week-of DATE.`,
      );
    if (!needsDayOrder(text)) return { ...known, dayOrder: undefined };
    const dayOrder = dayOrderShownBy(text);
    if (dayOrder !== undefined) return { ...known, dayOrder };
  }
  if (known === undefined) throw new DataError('The file is empty.');
  if (rows === 0) throw new DataError(NO_ROWS);
  throw new DataError(
    `The dates of column ${known.mapping.time} don't show which of their numbers is the month. Use --time-format mdy or --time-format dmy.`,
  );
}

function numbered(known: Map<string, number>, id: string): number {
  const number = known.get(id) ?? known.size;
  if (number === known.size) known.set(id, number);
  return number;
}

function badRowsText({ count, first }: BadRows): string {
  const rest = count > first.length ? [`… and ${count - first.length} more`] : [];
  return [
    `${count} ${count === 1 ? 'row' : 'rows'} can't be read:`,
    ...first.map((each) => `  ${each}`),
    ...rest.map((each) => `  ${each}`),
    'Mend them, or leave them out with --drop-bad-rows.',
  ].join('\n');
}
