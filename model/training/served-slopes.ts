import { type FeatureSet, featureNames } from '../features.ts';
import type { Slopes } from './slope-hierarchy.ts';
import type { TrainingSet } from './training-set.ts';

/** The log-log slope that the log-linear model has for a product: its category's, or that of all without columns for it. */
export function servedSlope(
  { all, byCategory }: Pick<Slopes, 'all' | 'byCategory'>,
  { categories, features }: Pick<TrainingSet, 'categories' | 'features'>,
  product: number,
): number {
  const name = categories[product] ?? '';
  return (features.categories.includes(name) ? byCategory.get(name) : undefined)?.value ?? all.value;
}

/** Weights of the price columns of the log-linear model, by column. */
export function priceWeights(
  { all, byCategory }: Pick<Slopes, 'all' | 'byCategory'>,
  features: FeatureSet,
): Record<string, number> {
  const names = featureNames(features).filter((name) => name.startsWith('log_price_ratio'));
  // The first column is that of all prices, the others follow the order of the categories.
  return Object.fromEntries(
    names.map((name, i) => [
      name,
      i === 0
        ? all.value
        : (byCategory.get(features.categories[i - 1] ?? '')?.value ?? all.value) - all.value,
    ]),
  );
}
