import { type Estimate, pooled, shrunk, varianceBetween } from './shrinkage.ts';

/** Least standard deviation of own slopes around their category's: products are never exactly alike. */
const LEAST_SPREAD = 0.1;

/** Elasticities: log-log slopes of demand over the price, below 0 where demand falls with the price. */
export interface Slopes {
  /** The mean of all categories. */
  all: Estimate;
  /** Means of the categories, shrunk towards all. */
  byCategory: Map<string, Estimate>;
  /** Of each product, shrunk towards its category. */
  own: Estimate[];
  /** Of each product from its own sales; undefined where they are too few. */
  alone: readonly (Estimate | undefined)[];
  /** Standard deviation of the products' slopes around that of their category. */
  spread: number;
}

/**
 * Empirical Bayes with two levels (Gelman et al., Bayesian Data Analysis, 3rd ed., section 5.4): products around their category,
 * categories around all. One variance is common to the products of all categories, because a category often has few.
 *
 * @param categories category of each product
 * @param common the slope of all products in one fit: it stands in where no product has a slope, and its error is the least of all
 */
export function slopeHierarchy(
  alone: readonly (Estimate | undefined)[],
  categories: readonly string[],
  common: Estimate,
): Slopes {
  const groups = new Map<string, Estimate[]>();
  for (const [product, estimate] of alone.entries()) {
    const name = categories[product] ?? '';
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    if (estimate !== undefined) group.push(estimate);
  }
  const spread = Math.max(Math.sqrt(varianceBetween([...groups.values()])), LEAST_SPREAD);
  const means = [...groups].flatMap(([name, group]): [string, Estimate][] =>
    group.length === 0 ? [] : [[name, pooled(group, spread ** 2)]],
  );
  const estimates = means.map(([, mean]) => mean);
  const between = varianceBetween([estimates]);
  const middle = estimates.length === 0 ? common : pooled(estimates, between);
  const all = { value: middle.value, error: Math.max(middle.error, common.error) };
  const known = new Map(means);
  const byCategory = new Map(
    [...groups.keys()].map((name) => [name, shrunk(known.get(name), all, between)] as const),
  );
  const own = alone.map((estimate, product) =>
    shrunk(estimate, byCategory.get(categories[product] ?? '') ?? all, spread ** 2),
  );
  return { all, byCategory, own, alone, spread };
}
