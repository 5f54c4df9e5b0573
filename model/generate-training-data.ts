import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { CATEGORIES, FEATURE_CONTRACT_VERSION, FEATURE_NAMES, featureRow, toCsv } from './features.ts';
import { HORIZON_HOURS, PRICE_RATIO, RATE_WINDOW_HOURS, type SalesRow, salesHistory } from './sales-world.ts';

/** Share of rows whose stock cover is blanked, so that the model learns what to do without one. */
const BLANKED = 20;

/**
 * Writes the CSV that train.py reads: a line of JSON after '# ' that says what the rows are, a header, the rows.
 * A real sales history can be written in the same form.
 */
function* trainingCsv(seed: number, sales: number): Generator<string> {
  const about = {
    source: `synthetic (model/sales-world.ts, seed ${seed}, ${sales} sales)`,
    featureContractVersion: FEATURE_CONTRACT_VERSION,
    categories: CATEGORIES,
    priceRatio: PRICE_RATIO,
    rateWindowHours: RATE_WINDOW_HOURS,
    horizonHours: HORIZON_HOURS,
  };
  yield `# ${JSON.stringify(about)}\n`;
  yield `${['history', 'label', 'weight', ...FEATURE_NAMES].join(',')}\n`;
  let count = 0;
  for (const row of salesHistory(seed, sales)) yield `${toCsv([trainingRow(row, count++)])}\n`;
}

function trainingRow({ history, context, units, expectedUnits }: SalesRow, index: number): number[] {
  const features = featureRow(context);
  if (index % BLANKED === 0) features[FEATURE_NAMES.indexOf('log_stock_cover_hours')] = Number.NaN;
  // Poisson units with the offset log(expectedUnits) have the same likelihood, up to a constant, as the ratio
  // units / expectedUnits weighted by expectedUnits; and the served model then needs no offset column.
  return [history, units / expectedUnits, expectedUnits, ...features];
}

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    sales: { type: 'string', default: '60000' },
  },
});
if (values.out === undefined) throw new Error('--out names the CSV file to write');
mkdirSync(dirname(values.out), { recursive: true });
await pipeline(trainingCsv(Number(values.seed), Number(values.sales)), createWriteStream(values.out));
