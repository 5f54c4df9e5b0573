import { featureNames } from '../features.ts';
import { loadModel, type Model } from '../scorer.ts';
import { baselinesGiven, firstBaselines } from './baselines.ts';
import type { Boost, Boosted, BoostJob, Kind } from './boost.ts';
import { indexAtListPrice } from './demand-curve.ts';
import type { TrainingSet } from './training-set.ts';

/** A trained model and its baselines. */
export interface Candidate {
  kind: Kind;
  model: Model;
  boosted: Pick<Boosted, 'json' | 'rounds' | 'converged' | 'xgboostVersion'>;
  /** Units an hour of each product where the index is 1. */
  baselines: Float64Array;
}

type Settings = Pick<BoostJob, 'rounds' | 'patience' | 'parameters'>;

/** Rounds of the earlier passes, enough for the level of each product. */
const EARLY_ROUNDS = 30;
const EARLY_PASSES = 2;

const SETTINGS: Record<Kind, (units: number) => Settings> = {
  trees: (units) => ({
    rounds: 150,
    patience: 15,
    // The smallest leaf in expected units: large enough that chance moves it by only a few percent, small enough for little data.
    parameters: {
      max_depth: 4,
      eta: 0.25,
      lambda: 1,
      min_child_weight: Math.min(Math.max(units / 1000, 5), 500),
    },
  }),
  // Columns of all weekdays or categories make the weights ambiguous; this lambda resolves that without bias.
  'log-linear': () => ({ rounds: 500, patience: 0, parameters: { lambda: 1e-6 } }),
};

/**
 * Trains a candidate by backfitting: the model given the baselines, the baselines given the model, and so on. Before the last
 * pass the baselines are set to the level at list price, so that an index of 1 means: at list price, averaged over the week,
 * without a promotion.
 *
 * @param matrix file of the features of the training rows
 */
export async function fitCandidate(
  set: TrainingSet,
  kind: Kind,
  matrix: string,
  boost: Boost,
): Promise<Candidate> {
  const units = set.training.reduce((sum, row) => sum + (set.panel.units[row] ?? 0), 0);
  const { rounds, patience, parameters } = SETTINGS[kind](units);
  const features = featureNames(set.features);
  const monotone = features.map((name) => (name.startsWith('log_price_ratio') ? -1 : 0));
  const pass = (baselines: Float64Array, how: Pick<BoostJob, 'rounds' | 'chooseOn' | 'start'>) =>
    boost({ kind, features, matrix, monotone, patience, parameters, ...how, ...targets(set, baselines) });

  let baselines = firstBaselines(set);
  let boosted: Boosted | undefined;
  for (let done = 0; done < EARLY_PASSES; done++) {
    boosted = await pass(baselines, {
      rounds: kind === 'trees' ? EARLY_ROUNDS : rounds,
      chooseOn: 0,
      ...startOf(kind, boosted),
    });
    baselines = baselinesGiven(set, boosted.predictions);
    const levelOf = indexAtListPrice(loadModel(JSON.parse(boosted.json)), set.features);
    if (done === EARLY_PASSES - 1)
      baselines = baselines.map((each, product) => each * levelOf(set.categories[product] ?? ''));
  }
  const last = await pass(baselines, { rounds, chooseOn: set.chooseOn, ...startOf(kind, boosted) });
  return {
    kind,
    model: loadModel(JSON.parse(last.json)),
    boosted: last,
    baselines: baselinesGiven(set, last.predictions),
  };
}

// Trees can't be changed afterwards; linear weights can continue from their values.
const startOf = (kind: Kind, before: Boosted | undefined): { start?: string } =>
  kind === 'log-linear' && before !== undefined ? { start: before.file } : {};

/**
 * Poisson units with the offset log(baseline x hours) have the same likelihood, up to a constant, as the ratio
 * units / (baseline x hours) weighted by baseline x hours. So the served model needs no offset column.
 */
function targets(
  { panel, training, hours }: TrainingSet,
  baselines: Float64Array,
): Pick<BoostJob, 'labels' | 'weights' | 'baseScore'> {
  const offsetOf = (row: number) => (baselines[panel.product[row] ?? -1] ?? Number.NaN) * hours;
  const weights = Float32Array.from(training, offsetOf);
  const labels = Float32Array.from(training, (row) => (panel.units[row] ?? 0) / offsetOf(row));
  let units = 0;
  let offsets = 0;
  for (const row of training) {
    units += panel.units[row] ?? 0;
    offsets += offsetOf(row);
  }
  return { labels, weights, baseScore: units / offsets };
}
