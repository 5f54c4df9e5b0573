import type { Command } from 'commander';
import type { Confirmed } from '../api/routes/asked.ts';
import type { BaselineResult } from '../api/routes/products.ts';
import type { Api } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import { badInput, CliFailure } from './shared/failure.ts';
import { plain } from './shared/plain.ts';
import { openRecords } from './shared/records.ts';
import type { Terminal } from './shared/terminal.ts';

interface Baseline {
  productId: string;
  unitsPerHour: number;
}

const COLUMNS = ['product', 'baseline_units_per_hour'];
const PRODUCTS_A_CALL = 500;

/** `pricewire products baselines` */
export const productsBaselinesCommand = (terminal: Terminal): Command =>
  command('baselines', 'import the demand baselines from training (baselines.csv)', [
    'products baselines model/artifact/baselines.csv',
  ])
    .argument('<file>', 'a CSV file with the columns product and baseline_units_per_hour')
    .action(async (file: string, _options, self: Command) => {
      const { api, show, note, confirm } = connect(terminal, self);
      const { baselines, problems } = await readBaselines(file);
      const confirmed = await confirm(`Import baselines of ${baselines.length} products`);
      const result = await putBaselines(api, baselines, confirmed);
      show(
        { ...result, problems },
        ({ changed, unchanged, unknown }) =>
          `${changed} baselines changed, ${unchanged} unchanged, ${unknown.length} not in the catalog, ${problems.length} refused.`,
      );
      for (const problem of problems) note(plain(`${file}:${problem}`));
      if (problems.length > 0) throw new CliFailure(1);
    });

async function readBaselines(file: string): Promise<{ baselines: Baseline[]; problems: string[] }> {
  const baselines: Baseline[] = [];
  const problems: string[] = [];
  const { records } = await openRecords(file, { format: 'csv' });
  const found = records({
    badLine: (line, why) => void problems.push(`${line}: ${why}`),
    columns(names) {
      const missing = COLUMNS.filter((name) => !names.includes(name));
      if (missing.length > 0) throw badInput(`${file} has no column ${missing.join(', ')}`);
    },
  });
  for await (const { line, fields } of found) {
    const text = String(fields['baseline_units_per_hour'] ?? '').trim();
    const unitsPerHour = text === '' ? Number.NaN : Number(text);
    if (unitsPerHour > 0 && Number.isFinite(unitsPerHour))
      baselines.push({ productId: String(fields['product']), unitsPerHour });
    else problems.push(`${line}: baseline_units_per_hour: "${text}" is not a number above 0`);
  }
  return { baselines, problems };
}

async function putBaselines(api: Api, baselines: Baseline[], confirmed: Confirmed): Promise<BaselineResult> {
  const total: BaselineResult = { changed: 0, unchanged: 0, unknown: [] };
  for (let at = 0; at < baselines.length; at += PRODUCTS_A_CALL) {
    const { changed, unchanged, unknown } = await api.call('POST /products/baselines', {
      body: { baselines: baselines.slice(at, at + PRODUCTS_A_CALL) },
      confirmed,
    });
    total.changed += changed;
    total.unchanged += unchanged;
    total.unknown.push(...unknown);
  }
  return total;
}
