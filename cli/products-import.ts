import type { Command } from 'commander';
import { type CatalogImport, importCatalog } from './shared/catalog-import.ts';
import { command, connect } from './shared/connect.ts';
import { CliFailure } from './shared/failure.ts';
import { type FileOptions, withFileOptions } from './shared/file-options.ts';
import { plain } from './shared/plain.ts';
import type { Terminal } from './shared/terminal.ts';

const COLUMNS = `
Required columns (or fields): productId, name, category, currency, listPrice. Optional: unitCost, minimumPrice,
minimumAdvertisedPrice, lowestPrice, highestPrice, baselineUnitsPerHour, slopeShift, slopeSd, region,
saleStartsAt, saleEndsAt, nextDeliveryAt, replenishmentHours, policyId, status.
Amounts are whole minor units (1234 for EUR 12.34), or decimals of currency units with --decimal. For a product in the catalog,
missing columns keep their values, so a file with productId and listPrice changes list prices only. An empty cell (null in JSON)
clears the field, and the answer names the cleared fields. A new product is priced at once; a changed one is repriced.
Contradictory terms are refused; terms that no price can meet give a warning. Exit code 1 if a line was refused; the other lines
are imported.`;

/** `pricewire products import` */
export const productsImportCommand = (terminal: Terminal): Command =>
  withFileOptions(
    command('import', 'import products into the catalog from CSV, JSONL or JSON', [
      'products import catalog.csv',
      'products import catalog.csv.gz --decimal --delimiter ";"',
      'products import catalog.json --json',
    ]),
  )
    .addHelpText('after', COLUMNS)
    .argument('<file>', 'the file (also .gz); - for standard input')
    .option('--decimal', 'amounts are decimals of currency units, such as 12.34')
    .action(async (file: string, options: FileOptions & { decimal?: boolean }, self: Command) => {
      const { api, show, note, confirm } = connect(terminal, self);
      const confirmed = await confirm(`Import the products of ${file} into the catalog`);
      const result = await importCatalog(api, file, options, confirmed);
      show(result, importText);
      for (const text of importNotes(file, result)) note(text);
      if (result.problems.length > 0) throw new CliFailure(1);
    });

export const importText = ({ added, changed, unchanged, problems, cleared }: CatalogImport): string =>
  `${added} products added, ${changed} changed, ${unchanged} unchanged, ${problems.length} refused${cleared.length > 0 ? `; ${cleared.length} fields cleared` : ''}.`;

const MOST_WARNINGS = 50;

/** Problems, cleared fields and warnings of an import, a line each. */
export function importNotes(file: string, { problems, cleared, warnings }: CatalogImport): string[] {
  const at = ({ line, productId, message }: CatalogImport['problems'][number]) =>
    `${line}: ${productId === undefined ? '' : `${productId}: `}${message}`;
  const more = warnings.length - MOST_WARNINGS;
  return [
    ...[...problems, ...cleared].map((each) => `${file}:${at(each)}`),
    ...warnings.slice(0, MOST_WARNINGS).map((each) => `warning  ${file}:${at(each)}`),
    ...(more > 0 ? [`and ${more} more warnings; to list them all, add --json`] : []),
  ].map(plain);
}
