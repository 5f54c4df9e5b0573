import { readFile } from 'node:fs/promises';
import type { Confirmed } from '../../api/routes/asked.ts';
import { type ImportResult, nothingImported } from '../../api/routes/products.ts';
import { AMOUNT_FIELDS } from '../../domain/product/product.ts';
import { parseJson } from '../../domain/values/nesting.ts';
import { ascending } from '../../domain/values/sorting.ts';
import type { Api } from './api.ts';
import { badInput } from './failure.ts';
import { toMinorUnits } from './money.ts';
import { type FileRecord, openRecords, type RecordOptions } from './records.ts';

export interface CatalogImportOptions extends RecordOptions {
  /** Amounts are decimals of currency units, such as 12.34, instead of minor units. */
  decimal?: boolean | undefined;
}

type ByLine<About> = Omit<About, 'index'> & { line: number };

/** The sum of the API's answers, with lines instead of indexes. */
export interface CatalogImport extends Pick<ImportResult, 'added' | 'changed' | 'unchanged'> {
  problems: ByLine<ImportResult['problems'][number]>[];
  cleared: ByLine<ImportResult['cleared'][number]>[];
  warnings: ByLine<ImportResult['warnings'][number]>[];
}

const AMOUNTS = new Set<string>(AMOUNT_FIELDS);
const NUMBERS = new Set(['baselineUnitsPerHour', 'slopeShift', 'slopeSd', 'replenishmentHours']);

const PRODUCTS_A_CALL = 500;

/**
 * Imports the products of a CSV, JSONL or JSON file into the catalog. Returns problems by line (in a JSON list: by position).
 * A missing column or field keeps the product's value.
 */
export async function importCatalog(
  api: Api,
  file: string,
  options: CatalogImportOptions,
  confirmed: Confirmed,
): Promise<CatalogImport> {
  const total: CatalogImport = nothingImported();
  const firstLine = new Map<string, number>();
  let batch: { line: number; product: Record<string, unknown> }[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    const products = batch.map(({ product }) => product);
    const result = await api.call('POST /products', { body: { products }, confirmed });
    total.added += result.added;
    total.changed += result.changed;
    total.unchanged += result.unchanged;
    const lines = batch.map(({ line }) => line);
    const byLine = <About extends { index: number }>({ index, ...about }: About) => ({
      ...about,
      line: lines[index] ?? 0,
    });
    total.problems.push(...result.problems.map(byLine));
    total.cleared.push(...result.cleared.map(byLine));
    total.warnings.push(...result.warnings.map(byLine));
    batch = [];
  };

  const badLine = (line: number, message: string) => void total.problems.push({ line, message });
  for await (const { line, fields } of readCatalog(file, options, badLine)) {
    try {
      const product = toProduct(fields, options.decimal === true);
      const productId = String(product['productId']);
      const first = firstLine.get(productId) ?? line;
      firstLine.set(productId, first);
      if (first === line) batch.push({ line, product });
      else total.problems.push({ line, productId, message: `productId: is already in line ${first}` });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      badLine(line, error.message);
    }
    if (batch.length === PRODUCTS_A_CALL) await flush();
  }
  await flush();
  total.problems.sort(ascending(({ line }) => line));
  return total;
}

async function* readCatalog(
  file: string,
  options: CatalogImportOptions,
  badLine: (line: number, why: string) => void,
): AsyncIterable<FileRecord> {
  if (!file.endsWith('.json'))
    return yield* (await openRecords(file, options)).records({ badLine, columns: oncePerName });
  for (const [index, fields] of (await jsonList(file)).entries()) {
    if (typeof fields === 'object' && fields !== null) yield { line: index + 1, fields: { ...fields } };
    else badLine(index + 1, 'is not a JSON object');
  }
}

// Of two columns with one name only the last would be used.
function oncePerName(names: string[]): void {
  const twice = names.filter((name, at) => names.indexOf(name) < at);
  if (twice.length > 0) throw badInput(`more than one column is named ${twice.join(', ')}`);
}

async function jsonList(file: string): Promise<unknown[]> {
  let value: unknown;
  try {
    value = parseJson(await readFile(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badInput(`${file} is not JSON: ${error.message}`);
  }
  const list = Array.isArray(value) ? value : (value as { products?: unknown } | null)?.products;
  if (!Array.isArray(list)) throw badInput(`${file} is neither a list of products nor {"products": [...]}`);
  return list;
}

/**
 * The product fields of a line: an empty cell is null, which clears the field; amounts become minor units. Throws
 * RangeError for an invalid amount.
 */
export function toProduct(fields: Record<string, unknown>, decimal: boolean): Record<string, unknown> {
  const currency = String(fields['currency'] ?? '').trim();
  const cells = Object.entries(fields).map(([name, value]): [string, unknown] => {
    const cell = typeof value === 'string' ? value.trim() : value;
    return [name, cell === '' ? null : cell];
  });
  // A header that ends in a delimiter has a column without a name.
  const given = cells.filter(([name, cell]) => name !== '' || cell !== null);
  return Object.fromEntries(
    given.map(([name, cell]) => {
      if (cell === null || cell === undefined) return [name, cell];
      if (NUMBERS.has(name)) return [name, numberIn(cell)];
      if (!AMOUNTS.has(name)) return [name, cell];
      if (decimal && currency === '') throw new RangeError('currency: is required with --decimal');
      try {
        return [name, decimal ? toMinorUnits(String(cell), currency) : minorUnits(cell)];
      } catch (error) {
        throw new RangeError(`${name}: ${(error as Error).message}`);
      }
    }),
  );
}

// The catalog refuses a value that is not a decimal number.
const numberIn = (cell: unknown): unknown =>
  typeof cell === 'string' && /^-?\d+(\.\d+)?(e-?\d+)?$/i.test(cell) ? Number(cell) : cell;

function minorUnits(cell: unknown): number {
  if (typeof cell === 'number') return cell;
  if (!/^\d+$/.test(String(cell)))
    throw new RangeError(
      `${cell} is not a whole number of minor units; for decimals such as 12.34, use --decimal`,
    );
  return Number(cell);
}
