import { featureNames } from '../features.ts';
import { loadModel, type Model } from '../scorer.ts';
import { baselinesGiven, firstBaselines } from './baselines.ts';
import type { Boost, Boosted, BoostJob, Kind } from './boost.ts';
import { indexAtListPrice } from './demand-curve.ts';
import type { SlopeFit } from './estimate-slopes.ts';
import { HOUR_MS } from './interval.ts';
import { priceWeights, servedSlope } from './served-slopes.ts';
import type { TrainingSet } from './training-set.ts';

/** A trained model and what it needs of each product. */
export interface Candidate {
  kind: Kind;
  model: Model;
  boosted: Pick<Boosted, 'json' | 'rounds' | 'converged' | 'xgboostVersion'>;
  /** Units an hour of each product where the index is 1, lately. */
  baselines: Float64Array;
  /** The same if a sale counts for half after this many days. */
  baselinesFor: (halfLifeDays: number) => Float64Array;
  /** What each product adds to the model's log-log slope. */
  shifts: Float64Array;
}

/** What a candidate is trained on. */
export interface Lesson {
  set: TrainingSet;
  slopes: SlopeFit;
  /** Rows of the panel. */
  rows: Uint32Array;
  /** Number of rows at the end that are not trained on, but choose the number of rounds of trees. */
  held: number;
  /** Rounds of trees if none are held. */
  rounds?: number;
  /** Days after which a sale counts for half in the baselines. */
  halfLifeDays: number;
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
 * Trains a candidate by backfitting: the model given the baselines, the baselines given the model, and so on. Before the last pass the
 * baselines are set to the level at list price, so that an index of 1 means: at list price, averaged over the week, without a
 * promotion.
 *
 * The price of the log-linear model is not trained here: its weights are the estimated slopes. Trees learn the curve of the price
 * themselves, from demand without its season and without the products' differences from their category.
 *
 * @param matrix file of the features of the rows, without the price for the log-linear model
 */
export async function fitCandidate(
  { set, slopes, rows, held, rounds: given, halfLifeDays }: Lesson,
  kind: Kind,
  matrix: string,
  boost: Boost,
): Promise<Candidate> {
  const shown = { ...set, panel: { ...set.panel, units: slopes.demand }, training: rows };
  const trained = { ...shown, training: rows.subarray(0, rows.length - held) };
  const units = trained.training.reduce((sum, row) => sum + (slopes.demand[row] ?? 0), 0);
  const { rounds, patience, parameters } = SETTINGS[kind](units);
  const features = featureNames(set.features);
  const monotone = features.map((name) => (name.startsWith('log_price_ratio') ? -1 : 0));
  const fixed = kind === 'log-linear' ? priceWeights(slopes, set.features) : {};
  const shifts = Float64Array.from(slopes.own, ({ value }, p) => value - servedSlope(slopes, set, p));
  /** What the demand of a row is multiplied by that the trained columns don't know. */
  const priceFactor = slopes.demand.map((_, row) => {
    const product = set.panel.product[row] ?? 0;
    const slope = kind === 'log-linear' ? slopes.own[product]?.value : shifts[product];
    return ((set.panel.price[row] ?? 0) / (set.panel.listPrice[row] ?? 0)) ** (slope ?? 0);
  });
  const factor = priceFactor.map((value, row) => value * (slopes.season[row] ?? 1));
  const pass = (baselines: Float64Array, how: Pick<BoostJob, 'rounds' | 'patience' | 'start'>) =>
    boost({
      kind,
      features,
      matrix,
      monotone,
      parameters,
      fixed,
      held,
      ...how,
      ...targets(shown, baselines, factor),
    });

  let baselines = firstBaselines(trained);
  let boosted: Boosted | undefined;
  for (let done = 0; done < EARLY_PASSES; done++) {
    const early = kind === 'trees' ? EARLY_ROUNDS : rounds;
    boosted = await pass(baselines, { rounds: early, patience: 0, ...startOf(kind, boosted) });
    baselines = baselinesGiven(trained, boosted.predictions, { index: factor });
    const levelOf = indexAtListPrice(loadModel(JSON.parse(boosted.json)), set.features);
    if (done === EARLY_PASSES - 1)
      baselines = baselines.map((each, product) => each * levelOf(set.categories[product] ?? ''));
  }
  const last = await pass(baselines, { rounds: given ?? rounds, patience, ...startOf(kind, boosted) });
  const end = trained.training.reduce((late, row) => Math.max(late, set.panel.start[row] ?? 0), 0);
  // The season of late is part of the level of late.
  const baselinesFor = (days: number): Float64Array =>
    baselinesGiven(trained, last.predictions, {
      index: priceFactor,
      weightAt: (start) => 0.5 ** ((end - start) / (24 * HOUR_MS * days)),
    });
  return {
    kind,
    model: loadModel(JSON.parse(last.json)),
    boosted: last,
    baselines: baselinesFor(halfLifeDays),
    baselinesFor,
    shifts,
  };
}

// Trees can't be changed afterwards; linear weights can continue from their values.
const startOf = (kind: Kind, before: Boosted | undefined): { start?: string } =>
  kind === 'log-linear' && before !== undefined ? { start: before.file } : {};

/**
 * Poisson units with the offset log(baseline x hours x factor) have the same likelihood, up to a constant, as the ratio
 * units / (baseline x hours x factor) weighted by its denominator. So the served model needs no offset column.
 */
function targets(
  { panel, training, hours }: TrainingSet,
  baselines: Float64Array,
  factor: Float64Array,
): Pick<BoostJob, 'labels' | 'weights' | 'baseScore'> {
  const offsetOf = (row: number) =>
    (baselines[panel.product[row] ?? -1] ?? Number.NaN) * hours * (factor[row] ?? Number.NaN);
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
