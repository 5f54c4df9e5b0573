import { categoryColumns } from './category-columns.ts';
import { DataError } from './data-error.ts';
import { detectInterval, INTERVAL_HOURS, type Interval } from './interval.ts';
import { priceRatioRange, withListPrices } from './list-prices.ts';
import { aggregated, type Panel } from './panel.ts';
import type { Sales } from './sales-file.ts';
import { type Split, splitByTime } from './split.ts';
import { withoutStockOuts } from './stock-outs.ts';
import type { TrainingSet } from './training-set.ts';
import { withZeros } from './zeros.ts';

/** Minimum data for a reliable model. */
const LEAST = { products: 2, intervals: 15, trainingRows: 300, holdoutRows: 50, unitsSold: 200 };
/** Relative difference up to which two prices are the same. */
const SAME_PRICE = 1e-9;

export interface PrepareOptions {
  interval?: Interval | undefined;
  /** Share of the time span for the holdout. */
  holdout: number;
  fill: boolean;
}

/** The training set, and what happened to the rows of the file. */
export interface Prepared {
  set: TrainingSet;
  priceRatio: { lowest: number; highest: number };
  /** Intervals without a sale that were added. */
  filled: number;
  /** Intervals left out because they began without stock. */
  dropped: number;
  /** Intervals in which the stock ran out: demand was at least their sales. */
  censored: number;
  /** First moment of the holdout, milliseconds since 1970. */
  cut: number;
}

/**
 * Turns sales into a training set: intervals of equal length, without stock-outs, split by time.
 *
 * @throws DataError for too little data, or a single price
 */
export function prepare(sales: Sales, { interval: asked, holdout, fill }: PrepareOptions): Prepared {
  const interval = asked ?? detectInterval(sales, sales.products.length);
  const hours = INTERVAL_HOURS[interval];
  const summed = aggregated(sales, interval);
  const { panel: complete, filled } = fill ? withZeros(summed, interval) : { panel: summed, filled: 0 };
  const { panel: stocked, dropped, censored } = withoutStockOuts(complete);
  if (stocked.start.length === 0) throw new DataError('No interval is left: every one begins without stock.');
  const split = splitByTime(stocked, hours, holdout);
  checkAmounts(stocked, split, interval);
  const panel = withListPrices(stocked, split.cut);
  const promo = new Set(Array.from(split.training, (row) => panel.promo[row])).size > 1;
  return {
    set: {
      panel,
      hours,
      products: sales.products,
      categories: sales.categories,
      features: { categories: categoryColumns(panel, sales.categories), interval, promo },
      training: split.training,
      chooseOn: split.chooseOn,
      holdout: split.holdout.filter((row) => panel.censored[row] !== 1),
    },
    priceRatio: priceRatioRange(panel, split.training),
    filled,
    dropped,
    censored,
    cut: split.cut,
  };
}

function checkAmounts(panel: Panel, { training, holdout }: Split, interval: Interval): void {
  const firstPrices = new Map<number, number>();
  const starts = new Set<number>();
  let unitsSold = 0;
  let varied = false;
  for (const row of training) {
    const product = panel.product[row] ?? 0;
    const price = panel.price[row] ?? 0;
    if (!firstPrices.has(product)) firstPrices.set(product, price);
    // A mean weighted by units differs from its prices in the last digits.
    varied ||= Math.abs((firstPrices.get(product) ?? price) / price - 1) > SAME_PRICE;
    starts.add(panel.start[row] ?? 0);
    unitsSold += panel.units[row] ?? 0;
  }
  const has = {
    products: firstPrices.size,
    intervals: starts.size,
    trainingRows: training.length,
    holdoutRows: holdout.length,
    unitsSold,
  };
  const called = {
    products: 'products',
    intervals: `${interval}s`,
    trainingRows: 'rows to train on',
    holdoutRows: 'rows held out',
    unitsSold: 'units sold',
  };
  for (const what of Object.keys(LEAST) as (keyof typeof LEAST)[])
    if (has[what] < LEAST[what])
      throw new DataError(
        `Too little to learn from: ${has[what]} ${called[what]}, at least ${LEAST[what]} are needed.`,
      );
  if (!varied)
    throw new DataError(
      "No product has two prices in the training period: demand at other prices can't be learned from one price.",
    );
}
