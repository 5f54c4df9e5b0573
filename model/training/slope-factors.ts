import type { DemandCells } from './demand-cells.ts';
import type { Factor } from './fixed-effects.ts';
import type { TrainingSet } from './training-set.ts';

/** Days of a block, in which a category's demand has a level of its own. */
export const BLOCK_DAYS = 28;
/** Least products of a category with blocks of its own. */
const ENOUGH_PRODUCTS = 5;
/** Least observations of a day or week; with fewer, the times are blocks. */
const ENOUGH_A_TIME = 5;
/** Least products for errors clustered by product; with fewer, clusters are products in blocks. */
const ENOUGH_CLUSTERS = 20;

/** What demand is compared within, apart from the price. */
export interface SlopeFactors {
  product: Factor;
  /** Days, or weeks of weekly data. */
  time: Factor;
  /** Weekdays, if times are too thin to tell them. */
  weekday?: Factor;
  /** Blocks of time of each category, if there are several categories. */
  season?: Factor;
  /** Promotions of each category, if there are some. */
  promo?: Factor;
}

/** @param blockOf block of each cell */
export function slopeFactors(
  {
    categories,
    products,
    hours,
    features,
  }: Pick<TrainingSet, 'categories' | 'products' | 'hours' | 'features'>,
  cells: DemandCells,
  blockOf: Uint32Array,
): SlopeFactors {
  const product = { of: cells.product, levels: products.length };
  const times = levelsOf(cells.time);
  const thin = cells.x.length < ENOUGH_A_TIME * times;
  const time = thin ? { of: blockOf, levels: levelsOf(blockOf) } : { of: cells.time, levels: times };
  const kind = categoryNumbers(cells, categories, ENOUGH_PRODUCTS);
  const kinds = levelsOf(kind);
  const promoKinds = cells.promo.some((promo) => promo === 1);
  return {
    product,
    time,
    ...(thin && hours < 168 ? { weekday: weekdays(cells) } : {}),
    ...(kinds > 1 ? { season: crossed(kind, blockOf) } : {}),
    ...(promoKinds && features.promo ? { promo: crossed(kind, Uint32Array.from(cells.promo)) } : {}),
  };
}

/** Weekday of each daily cell; which one is 0 does not matter. */
export function weekdays({ time }: Pick<DemandCells, 'time'>): Factor {
  return { of: time.map((day) => day % 7), levels: 7 };
}

/** Products, or products in blocks where there are few: errors within one may be correlated. */
export function clusters(product: Factor, blockOf: Uint32Array): Factor {
  const seen = new Set(product.of);
  return seen.size >= ENOUGH_CLUSTERS ? product : crossed(product.of, blockOf);
}

/** A level for each pair of levels. */
export function crossed(a: Uint32Array, b: Uint32Array): Factor {
  const width = levelsOf(b);
  return { of: a.map((level, i) => level * width + (b[i] ?? 0)), levels: levelsOf(a) * width };
}

const levelsOf = (of: Uint32Array): number => of.reduce((most, level) => Math.max(most, level), 0) + 1;

/** 0 for the products of small categories and of none, and a number for each other category. */
function categoryNumbers(cells: DemandCells, categories: readonly string[], least: number): Uint32Array {
  const members = new Map<string, Set<number>>();
  for (const product of new Set(cells.product)) {
    const name = categories[product] ?? '';
    members.set(name, (members.get(name) ?? new Set()).add(product));
  }
  const numbers = new Map<string, number>();
  for (const [name, products] of members)
    if (name !== '' && products.size >= least) numbers.set(name, numbers.size + 1);
  return cells.product.map((product) => numbers.get(categories[product] ?? '') ?? 0);
}
