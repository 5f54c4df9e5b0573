import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonBoost } from './boost.ts';
import { fitCandidate } from './candidate.ts';
import { writeMatrix } from './matrix.ts';
import { type PrepareOptions, prepare } from './prepare.ts';
import { findPython } from './python.ts';
import { makeReport, type Report } from './report.ts';
import { type ReadOptions, readSales } from './sales-file.ts';
import { writeArtifact } from './write-artifact.ts';

export interface TrainOptions extends ReadOptions, PrepareOptions {
  data: string;
  /** Folder of the artifact. */
  out: string;
  python?: string | undefined;
  /** Receives progress, one line at a time. */
  say: (line: string) => void;
}

/**
 * Trains both candidates on a CSV file of sales and writes the artifact of the better one. The folder is replaced at the very end,
 * so a failure leaves the old artifact.
 *
 * @throws DataError for unsuitable data, or if no suitable Python is found
 */
export async function trainModel({
  data,
  out,
  python: given,
  say,
  ...options
}: TrainOptions): Promise<Report> {
  const python = await findPython(given);
  const sales = await readSales(data, options);
  say(
    `Columns: ${Object.entries(sales.mapping)
      .map(([role, name]) => `${role} = ${name}`)
      .join(', ')}`,
  );
  say(
    `${sales.product.length} rows of ${sales.products.length} products; ${sales.dropped.count} bad rows dropped`,
  );
  const prepared = prepare(sales, options);
  const { set, filled, censored } = prepared;
  say(
    `A row for each product and ${set.features.interval}: ${set.training.length} to train on, ${set.holdout.length} held out`,
  );
  say(`${filled} intervals without a sale added, ${censored} without stock left out`);

  const folder = await mkdtemp(join(tmpdir(), 'pricewire-model-'));
  try {
    const matrix = join(folder, 'matrix.f32');
    await writeMatrix(set, matrix);
    const boost = pythonBoost(python, folder);
    const linear = await fitCandidate(set, 'log-linear', matrix, boost);
    say(`log-linear: ${linear.boosted.rounds} rounds in the last pass`);
    const trees = await fitCandidate(set, 'trees', matrix, boost);
    say(`trees: ${trees.boosted.rounds} rounds`);
    const candidates = { 'log-linear': linear, trees };
    const { report, elasticities } = makeReport(data, sales, prepared, candidates);
    await writeArtifact(out, {
      sales,
      set,
      champion: candidates[report.champion.kind],
      report,
      elasticities,
    });
    for (const [name, d2] of Object.entries(report.explained)) say(`D2 ${d2.toFixed(4)}  ${name}`);
    say(`${report.champion.kind}: ${report.champion.why}`);
    for (const warning of report.warnings) say(`WARNING: ${warning}`);
    return report;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
