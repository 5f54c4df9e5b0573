import type { Command } from 'commander';
import { type CatalogImport, importCatalog } from './shared/catalog-import.ts';
import { command, connect } from './shared/connect.ts';
import { CliFailure } from './shared/failure.ts';
import { type FileOptions, withFileOptions } from './shared/file-options.ts';
import { plain } from './shared/plain.ts';
import type { Terminal } from './shared/terminal.ts';

const COLUMNS = `
Columns (or fields): productId, name, category, currency, listPrice; and if you like unitCost, minimumPrice,
minimumAdvertisedPrice, lowestPrice, highestPrice, baselineUnitsPerHour, region, saleStartsAt, saleEndsAt, policyId, status.
Amounts are whole minor units (1234 for EUR 12.34), or decimals of currency units with --decimal. An empty cell means
unknown. A new product is priced at once; a changed one is repriced. Exit code 1 if a line was refused; the others go in.`;

/** `pricewire products import` */
export const productsImportCommand = (terminal: Terminal): Command =>
  withFileOptions(
    command('import', 'put products into the catalog, from CSV, JSONL or JSON', [
      'products import catalog.csv',
      'products import catalog.csv.gz --decimal --delimiter ";"',
      'products import catalog.json --json',
    ]),
  )
    .addHelpText('after', COLUMNS)
    .argument('<file>', 'the file; .gz is unpacked, - is standard input')
    .option('--decimal', 'amounts are decimals of currency units, such as 12.34')
    .action(async (file: string, options: FileOptions & { decimal?: boolean }, self: Command) => {
      const { api, show, note, confirm } = connect(terminal, self);
      await confirm(`Put the products of ${file} into the catalog`);
      const result = await importCatalog(api, file, options);
      show(result, importText);
      for (const { line, productId, message } of result.problems)
        note(plain(`${file}:${line}: ${productId === undefined ? '' : `${productId}: `}${message}`));
      if (result.problems.length > 0) throw new CliFailure(1);
    });

export const importText = ({ added, changed, unchanged, problems }: CatalogImport): string =>
  `${added} products added, ${changed} changed, ${unchanged} unchanged, ${problems.length} refused.`;
