import type { Boost, Kind } from './boost.ts';
import { type Candidate, fitCandidate } from './candidate.ts';
import { totalDeviance } from './deviance.ts';
import { estimateSlopes } from './estimate-slopes.ts';
import { compare, type Trial } from './evaluate.ts';
import { expectedUnits } from './expected-units.ts';
import type { TrainingSet } from './training-set.ts';

/** Half-lives of sales in the baselines to choose from, in days. */
const HALF_LIVES = [28, 91, 364, 3640] as const;

export interface TrialResult {
  compared: Trial;
  /** Days after which a sale counts for half in the baselines, by the log-linear model's forecast. */
  halfLifeDays: number;
  rounds: Record<Kind, number>;
}

/**
 * Trains both candidates on the early part of the training time and compares them on the rest, which also chooses the rounds of the
 * trees and the memory of the baselines.
 *
 * @param instrumented whether the final slopes come from costs
 * @param matrix writes the features for a kind of model and returns the path
 */
export async function runTrial(
  set: TrainingSet,
  unitCosts: readonly number[],
  instrumented: boolean,
  matrix: (kind: Kind) => Promise<string>,
  boost: Boost,
): Promise<TrialResult> {
  const { training, chooseOn: held } = set;
  const early = training.subarray(0, training.length - held);
  const late = training.subarray(training.length - held);
  const slopes = estimateSlopes(set, early);
  const lesson = { set, slopes, rows: training, held, halfLifeDays: HALF_LIVES[0] };
  const linear = await fitCandidate(lesson, 'log-linear', await matrix('log-linear'), boost);
  const halfLifeDays = bestHalfLife(set, linear, late);
  const trees = await fitCandidate({ ...lesson, halfLifeDays }, 'trees', await matrix('trees'), boost);
  const candidates = { 'log-linear': { ...linear, baselines: linear.baselinesFor(halfLifeDays) }, trees };
  return {
    compared: compare(set, late, candidates, unitCosts, instrumented),
    halfLifeDays,
    rounds: { 'log-linear': linear.boosted.rounds, trees: trees.boosted.rounds },
  };
}

function bestHalfLife(set: TrainingSet, candidate: Candidate, late: Uint32Array): number {
  const rows = late.filter((row) => set.panel.censored[row] !== 1);
  const units = Float64Array.from(rows, (row) => set.panel.units[row] ?? 0);
  const devianceOf = (days: number): number => {
    const expected = expectedUnits(set, { ...candidate, baselines: candidate.baselinesFor(days) }, rows);
    return totalDeviance(units, (i) => expected[i] ?? Number.NaN);
  };
  const scored = HALF_LIVES.map((days) => ({ days, deviance: devianceOf(days) }));
  return scored.reduce((best, each) => (each.deviance < best.deviance ? each : best)).days;
}
