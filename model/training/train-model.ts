import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kind, pythonBoost } from './boost.ts';
import { fitCandidate } from './candidate.ts';
import { DataError } from './data-error.ts';
import { estimateSlopes } from './estimate-slopes.ts';
import { writeMatrix } from './matrix.ts';
import { type PrepareOptions, prepare } from './prepare.ts';
import { findPython } from './python.ts';
import { makeReport, type Report } from './report.ts';
import { type ReadOptions, readSales } from './sales-file.ts';
import { refusals, slopeChecks } from './slope-checks.ts';
import type { Instrument } from './slope-pass.ts';
import { runTrial } from './trial.ts';
import { writeArtifact } from './write-artifact.ts';

export interface TrainOptions extends ReadOptions, PrepareOptions {
  data: string;
  /** Folder of the artifact. */
  out: string;
  python?: string | undefined;
  /** Write a model that would be refused. */
  force: boolean;
  /** Receives progress, one line at a time. */
  say: (line: string) => void;
}

/**
 * Estimates the slopes of a CSV file of sales, compares both candidates on its last training time, trains the better one on all of
 * it and writes the artifact. The folder is replaced at the very end, so a failure leaves the old artifact.
 *
 * @throws DataError for unsuitable data, slopes that are not believable, or if no suitable Python is found
 */
export async function trainModel({
  data,
  out,
  python: given,
  force,
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
  const { set, filled, dropped, censored } = prepared;
  say(
    `A row for each product and ${set.features.interval}: ${set.training.length} to train on, ${set.holdout.length} held out`,
  );
  say(
    `${filled} intervals without a sale added, ${dropped} that began without stock left out, ${censored} in which it ran out`,
  );

  const slopes = estimateSlopes(set, set.training);
  const checks = slopeChecks(slopes);
  const refused = refusals(slopes, checks);
  say(
    `Elasticity ${slopes.all.value.toFixed(2)}, of products ${slopes.spread.toFixed(2)} around their category; at first sight ${checks.withoutTime.toFixed(2)}`,
  );
  if (slopes.instrument !== undefined) say(instrumentText(slopes.instrument));
  if (!force) refuse(refused);

  const folder = await mkdtemp(join(tmpdir(), 'pricewire-model-'));
  try {
    const boost = pythonBoost(python, folder);
    const matrix = async (kind: Kind): Promise<string> => {
      const path = join(folder, `${kind}.f32`);
      await writeMatrix(set, set.training, kind === 'trees', path);
      return path;
    };
    const trial = await runTrial(set, sales.unitCosts, slopes.instrument?.used === true, matrix, boost);
    const { choice, explained } = trial.compared;
    for (const [name, d2] of Object.entries(explained)) say(`${name}: D2 ${d2.toFixed(4)} in the trial`);
    say(`${choice.kind}: ${choice.why}`);
    const { halfLifeDays, rounds } = trial;
    const lesson = { set, slopes, rows: set.training, held: 0, halfLifeDays, rounds: rounds[choice.kind] };
    const champion = await fitCandidate(lesson, choice.kind, await matrix(choice.kind), boost);
    const outcome = { champion, trial: trial.compared, halfLifeDays, slopes, checks, refused };
    const { report, elasticities } = makeReport(data, sales, prepared, outcome);
    if (!force) refuse(report.refused);
    await writeArtifact(out, { sales, set, champion, slopes, report, elasticities });
    for (const [name, d2] of Object.entries(report.explained)) say(`D2 ${d2.toFixed(4)}  ${name}`);
    for (const reason of report.refused) say(`FORCED: ${reason}`);
    for (const warning of report.warnings) say(`WARNING: ${warning}`);
    return report;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws DataError if there is a reason not to let the model set a price */
function refuse(reasons: readonly string[]): void {
  if (reasons.length === 0) return;
  throw new DataError(
    [
      'The model is refused, and nothing was written:',
      ...reasons.map((reason) => `  - ${reason}`),
      'Train on sales whose prices varied for other reasons, or give costs. --force writes it all the same, with these as warnings.',
    ].join('\n'),
  );
}

function instrumentText({ f, used, change }: Instrument): string {
  const first = `Costs as an instrument: F ${f.toFixed(1)} in the first stage`;
  if (Number.isNaN(change)) return `${first}, weak, not used`;
  return used
    ? `${first}; the elasticity changes by ${change.toFixed(2)} with it`
    : `${first}; the elasticity does not change with it`;
}
