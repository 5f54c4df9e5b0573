import type { Command } from 'commander';
import type { Confirmed } from '../api/routes/asked.ts';
import { type BaselineResult, TrainedSlope } from '../api/routes/products.ts';
import type { Api } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import { badInput, CliFailure } from './shared/failure.ts';
import { plain } from './shared/plain.ts';
import { openRecords } from './shared/records.ts';
import type { Terminal } from './shared/terminal.ts';

interface Baseline {
  productId: string;
  unitsPerHour: number;
  slope?: { shift: number; sd: number };
}

const COLUMNS = ['product', 'baseline_units_per_hour'];
/** Both or neither; files of older trainings have neither. */
const SLOPE_COLUMNS = ['slope_shift', 'slope_sd'];
const PRODUCTS_A_CALL = 500;

/** `pricewire products baselines` */
export const productsBaselinesCommand = (terminal: Terminal): Command =>
  command('baselines', 'import the demand baselines and slopes from training (baselines.csv)', [
    'products baselines model/artifact/baselines.csv',
  ])
    .argument(
      '<file>',
      'a CSV file with the columns product and baseline_units_per_hour, and with slope_shift and slope_sd or without',
    )
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
      const slopes = SLOPE_COLUMNS.some((name) => names.includes(name)) ? SLOPE_COLUMNS : [];
      const missing = [...COLUMNS, ...slopes].filter((name) => !names.includes(name));
      if (missing.length > 0) throw badInput(`${file} has no column ${missing.join(', ')}`);
    },
  });
  for await (const { line, fields } of found) {
    const cell = (name: string) => String(fields[name] ?? '').trim();
    const number = (name: string) => (cell(name) === '' ? Number.NaN : Number(cell(name)));
    const unitsPerHour = number('baseline_units_per_hour');
    if (!(unitsPerHour > 0 && Number.isFinite(unitsPerHour))) {
      problems.push(
        `${line}: baseline_units_per_hour: "${cell('baseline_units_per_hour')}" is not a number above 0`,
      );
      continue;
    }
    const productId = String(fields['product']);
    if (SLOPE_COLUMNS.every((name) => cell(name) === '')) {
      baselines.push({ productId, unitsPerHour });
      continue;
    }
    const slope = TrainedSlope.safeParse({ shift: number('slope_shift'), sd: number('slope_sd') });
    if (slope.success) baselines.push({ productId, unitsPerHour, slope: slope.data });
    else
      for (const { path, message } of slope.error.issues) {
        const name = `slope_${String(path[0])}`;
        problems.push(`${line}: ${name}: "${cell(name)}": ${message}`);
      }
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
