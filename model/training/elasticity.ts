import type { Model } from '../scorer.ts';
import { demandCurve, restOf } from './demand-curve.ts';
import { quantile } from './quantile.ts';
import { lineSlope } from './slopes.ts';
import type { TrainingSet } from './training-set.ts';

/** Points of a demand curve at which its slope is taken. */
const POINTS = 33;
/** Minimum range of a product's log prices for the slope of the curve over them. */
const WIDE_ENOUGH = 0.05;

export interface Spread {
  products: number;
  median: number;
  p10: number;
  p90: number;
  /** Share of the products whose demand falls with the price. */
  negative: number;
}

/** Own-price elasticity in a category: of the model, and of each product's own data. */
export interface CategoryElasticity {
  category: string;
  model: Spread;
  data: Spread;
}

/**
 * The model's elasticity of each product: the log-log slope of its category's demand curve over the product's prices in training,
 * or over all prices of the training if its own hardly varied.
 */
export function modelElasticities(
  model: Model,
  set: TrainingSet,
  range: { lowest: number; highest: number },
): number[] {
  const slopes = new Map<string, (low: number, high: number) => number>();
  const all: [number, number] = [Math.log(range.lowest), Math.log(range.highest)];
  return productRanges(set).map(([low, high], product) => {
    const category = set.categories[product] ?? '';
    const column = set.features.categories.includes(category) ? category : '';
    const slope = slopes.get(column) ?? curveSlope(model, set, column, all);
    slopes.set(column, slope);
    const [from, to] = [Math.max(low, all[0]), Math.min(high, all[1])];
    return to - from > WIDE_ENOUGH ? slope(from, to) : slope(...all);
  });
}

function curveSlope(model: Model, set: TrainingSet, category: string, [lowest, highest]: [number, number]) {
  const logs = Array.from({ length: POINTS }, (_, i) => lowest + ((highest - lowest) * i) / (POINTS - 1));
  const curve = demandCurve(model, set.features, category, logs.map(Math.exp)).map(Math.log);
  return (from: number, to: number): number => {
    const inside = logs.flatMap((log, i) => (log >= from - 1e-9 && log <= to + 1e-9 ? [i] : []));
    const chosen = inside.length >= 3 ? inside : [...logs.keys()];
    return lineSlope(
      chosen.map((i) => logs[i] ?? 0),
      chosen.map((i) => curve[i] ?? 0),
    );
  };
}

/** Lowest and highest log of price over list price of each product in training; [Infinity, -Infinity] for none. */
function productRanges({ panel, training, products }: TrainingSet): [number, number][] {
  const ranges = products.map((): [number, number] => [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  for (const row of training) {
    const range = ranges[panel.product[row] ?? -1];
    const log = Math.log((panel.price[row] ?? 0) / (panel.listPrice[row] ?? 0));
    if (range === undefined) continue;
    range[0] = Math.min(range[0], log);
    range[1] = Math.max(range[1], log);
  }
  return ranges;
}

/** Elasticities by category with columns of its own, and of all other products together. */
export function byCategory(
  set: TrainingSet,
  model: readonly number[],
  data: readonly number[],
): CategoryElasticity[] {
  const { categories: columns } = set.features;
  return [...columns, ''].flatMap((column) => {
    const here = set.categories.flatMap((category, product) =>
      (columns.includes(category) ? category : '') === column ? [product] : [],
    );
    if (here.length === 0) return [];
    const spread = (of: readonly number[]) => spreadOf(here.map((product) => of[product] ?? Number.NaN));
    return [{ category: column === '' ? restOf(columns) : column, model: spread(model), data: spread(data) }];
  });
}

export function spreadOf(values: readonly number[]): Spread {
  const known = values.filter(Number.isFinite);
  return {
    products: known.length,
    median: quantile(known, 0.5),
    p10: quantile(known, 0.1),
    p90: quantile(known, 0.9),
    negative: known.filter((value) => value < 0).length / known.length,
  };
}
