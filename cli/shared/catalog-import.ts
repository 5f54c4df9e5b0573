import { readFile } from 'node:fs/promises';
import type { ImportResult } from '../../console/server/api/import-products.ts';
import { type Api, apiPath } from './api.ts';
import { badInput } from './failure.ts';
import { toMinorUnits } from './money.ts';
import { type FileRecord, openRecords, type RecordOptions } from './records.ts';

export interface CatalogImportOptions extends RecordOptions {
  /** Amounts are decimals of currency units, such as 12.34, and not minor units. */
  decimal?: boolean | undefined;
}

export interface CatalogImport {
  added: number;
  changed: number;
  unchanged: number;
  problems: { line: number; productId?: string; message: string }[];
}

const AMOUNTS = new Set([
  'listPrice',
  'unitCost',
  'minimumPrice',
  'minimumAdvertisedPrice',
  'lowestPrice',
  'highestPrice',
]);

const PRODUCTS_A_CALL = 200;

/** Puts the products of a CSV, JSONL or JSON file into the catalog; what is wrong, by line (of a JSON list: by place). */
export async function importCatalog(
  api: Api,
  file: string,
  options: CatalogImportOptions,
): Promise<CatalogImport> {
  const total: CatalogImport = { added: 0, changed: 0, unchanged: 0, problems: [] };
  let batch: { line: number; product: Record<string, unknown> }[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    const products = batch.map(({ product }) => product);
    const { added, changed, unchanged, problems } = await api.send<ImportResult>('POST', apiPath`/products`, {
      products,
    });
    total.added += added;
    total.changed += changed;
    total.unchanged += unchanged;
    for (const { index, ...problem } of problems)
      total.problems.push({ line: batch[index]?.line ?? 0, ...problem });
    batch = [];
  };

  const badLine = (line: number, message: string) => void total.problems.push({ line, message });
  for await (const { line, fields } of readCatalog(file, options, badLine)) {
    try {
      batch.push({ line, product: toProduct(fields, options.decimal === true) });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      badLine(line, error.message);
    }
    if (batch.length === PRODUCTS_A_CALL) await flush();
  }
  await flush();
  total.problems.sort((a, b) => a.line - b.line);
  return total;
}

async function* readCatalog(
  file: string,
  options: CatalogImportOptions,
  badLine: (line: number, why: string) => void,
): AsyncIterable<FileRecord> {
  if (!file.endsWith('.json')) return yield* (await openRecords(file, options)).records({ badLine });
  for (const [index, fields] of (await jsonList(file)).entries()) {
    if (typeof fields === 'object' && fields !== null) yield { line: index + 1, fields: { ...fields } };
    else badLine(index + 1, 'is not an object');
  }
}

async function jsonList(file: string): Promise<unknown[]> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badInput(`${file} is not JSON: ${error.message}`);
  }
  const list = Array.isArray(value) ? value : (value as { products?: unknown } | null)?.products;
  if (!Array.isArray(list)) throw badInput(`${file} is neither a list of products nor {"products": [...]}`);
  return list;
}

/** A product of a line: empty cells are left out, amounts become minor units. Throws RangeError for an amount that is none. */
export function toProduct(fields: Record<string, unknown>, decimal: boolean): Record<string, unknown> {
  const given = Object.entries(fields).filter(
    ([, value]) => value !== '' && value !== null && value !== undefined,
  );
  const currency = String(fields['currency'] ?? '').trim();
  return Object.fromEntries(
    given.map(([name, value]) => {
      const cell = typeof value === 'string' ? value.trim() : value;
      if (name === 'baselineUnitsPerHour') return [name, numberIn(cell)];
      if (!AMOUNTS.has(name)) return [name, cell];
      try {
        return [name, decimal ? toMinorUnits(String(cell), currency) : minorUnits(cell)];
      } catch (error) {
        throw new RangeError(`${name}: ${(error as Error).message}`);
      }
    }),
  );
}

// What is no decimal number is left for the catalog to refuse.
const numberIn = (cell: unknown): unknown =>
  typeof cell === 'string' && /^\d+(\.\d+)?(e-?\d+)?$/i.test(cell) ? Number(cell) : cell;

function minorUnits(cell: unknown): number {
  if (typeof cell === 'number') return cell;
  if (!/^\d+$/.test(String(cell)))
    throw new RangeError(
      `${cell} is not a whole number of minor units; for decimals such as 12.34 say --decimal`,
    );
  return Number(cell);
}
