import type { TrainingSet } from './training-set.ts';

/** Weight of the category's mean in a product's baseline, in units sold, once there is a model. */
const PRIOR_UNITS = 1;

type Rows = Pick<TrainingSet, 'panel' | 'hours' | 'categories' | 'training'>;

/** How a row counts; each is 1 without. */
export interface RowFactors {
  /** By row of the panel: what multiplies the model's index in it. */
  index?: Float64Array;
  /** Weight of a row that starts at this time, milliseconds since 1970. */
  weightAt?: (start: number) => number;
}

/**
 * Initial baselines, units an hour of each product: the mean of its training rows plus one interval at the mean of its category.
 * A product without training rows gets the mean of its category.
 */
export const firstBaselines = (rows: Rows): Float64Array =>
  baselines(rows, undefined, (prior) => prior * rows.hours);

/**
 * Baselines given the model, units an hour of each product: the posterior mean of a Gamma distribution with the mean of its
 * category as prior and Poisson sales,
 *
 *   (shape + units) / (shape / mean of the category + sum of index x hours),   shape 1
 *
 * (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6). Repriced products learn their level in the same way.
 *
 * @param index the model's prediction for each training row
 */
export const baselinesGiven = (rows: Rows, index: Float32Array, factors: RowFactors = {}): Float64Array =>
  baselines(rows, index, () => PRIOR_UNITS, factors);

function baselines(
  { panel, hours, categories, training }: Rows,
  index: Float32Array | undefined,
  shapeFor: (prior: number) => number,
  { index: factor, weightAt = () => 1 }: RowFactors = {},
): Float64Array {
  const units = new Float64Array(categories.length);
  const indexHours = new Float64Array(categories.length);
  for (const [i, row] of training.entries()) {
    const product = panel.product[row] ?? 0;
    const weight = weightAt(panel.start[row] ?? 0);
    units[product] = (units[product] ?? 0) + weight * (panel.units[row] ?? 0);
    indexHours[product] =
      (indexHours[product] ?? 0) + weight * (index?.[i] ?? 1) * (factor?.[row] ?? 1) * hours;
  }
  const priorOf = categoryMeans(categories, units, indexHours);
  return Float64Array.from(categories, (category, product) => {
    const prior = priorOf(category);
    const shape = shapeFor(prior);
    return (shape + (units[product] ?? 0)) / (shape / prior + (indexHours[product] ?? 0));
  });
}

/** Units per index hour of a category, or of all products if the category sold nothing. */
function categoryMeans(
  categories: readonly string[],
  units: Float64Array,
  indexHours: Float64Array,
): (category: string) => number {
  const sums = new Map<string, { units: number; indexHours: number }>();
  const all = { units: 0, indexHours: 0 };
  for (const [product, category] of categories.entries()) {
    const sum = sums.get(category) ?? { units: 0, indexHours: 0 };
    sums.set(category, sum);
    for (const each of [sum, all]) {
      each.units += units[product] ?? 0;
      each.indexHours += indexHours[product] ?? 0;
    }
  }
  return (category) => {
    const sum = sums.get(category) ?? all;
    const { units, indexHours } = sum.units > 0 ? sum : all;
    return units / indexHours;
  };
}
