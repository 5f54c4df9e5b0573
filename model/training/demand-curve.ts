import { type FeatureSet, featureRows } from '../features.ts';
import { type Model, score } from '../scorer.ts';
import { HOUR_MS } from './interval.ts';

/** A Sunday. Its week represents all weeks. */
const WEEK = Date.UTC(2025, 0, 5);
const STEP_HOURS: Record<FeatureSet['interval'], number> = { hour: 1, day: 24, week: 168 };

/**
 * The demand index of a category at each share of the list price, without a promotion: the mean over a week.
 *
 * @param category any name; all categories without columns have the same curve
 */
export function demandCurve(
  model: Model,
  features: FeatureSet,
  category: string,
  ratios: readonly number[],
): number[] {
  const rowFor = featureRows(features);
  const step = STEP_HOURS[features.interval];
  const times = Array.from({ length: 168 / step }, (_, i) =>
    new Date(WEEK + i * step * HOUR_MS).toISOString(),
  );
  return ratios.map((price) => {
    const rows = times.map((at) => rowFor({ category, listPrice: 1, price, promo: false, at }));
    return score(model, rows).predictions.reduce((sum, index) => sum + index, 0) / times.length;
  });
}

/** The index at list price by category, as in demandCurve, computed once for each. */
export function indexAtListPrice(model: Model, features: FeatureSet): (category: string) => number {
  const known = new Map<string, number>();
  return (category) => {
    const name = features.categories.includes(category) ? category : '';
    const index = known.get(name) ?? demandCurve(model, features, name, [1])[0] ?? Number.NaN;
    known.set(name, index);
    return index;
  };
}

/** Name for the products without columns of their own. */
export const restOf = (columns: readonly string[]): string =>
  columns.length > 0 ? 'other products' : 'all products';
