import type { Panel } from './panel.ts';
import { quantile } from './quantile.ts';

/** The quantile of a product's prices that serves as its list price. */
const USUALLY_AT_MOST = 0.9;

/**
 * A list price for each row: the one in the data, else the 90th percentile of the product's prices before `cut`, else (for a
 * product that appears later) its first price.
 */
export function withListPrices(panel: Panel, cut: number): Panel {
  const listPrice = panel.listPrice.slice();
  const rows = listPrice.length;
  for (let begin = 0, end = 0; begin < rows; begin = end) {
    while (end < rows && panel.product[end] === panel.product[begin]) end++;
    if (!listPrice.subarray(begin, end).some(Number.isNaN)) continue;
    const prices = panel.price.subarray(begin, end);
    const early = prices.filter((_, i) => (panel.start[begin + i] ?? cut) < cut);
    const usual = early.length > 0 ? quantile(early, USUALLY_AT_MOST) : (prices[0] ?? Number.NaN);
    for (let row = begin; row < end; row++) if (Number.isNaN(listPrice[row])) listPrice[row] = usual;
  }
  return { ...panel, listPrice };
}

/**
 * The range of prices in training, as shares of the list price: the 0.5th and 99.5th percentile over the training rows, rounded
 * outward to 4 decimals.
 */
export function priceRatioRange(panel: Panel, training: Uint32Array): { lowest: number; highest: number } {
  const ratios = Float64Array.from(training, (row) => (panel.price[row] ?? 0) / (panel.listPrice[row] ?? 0));
  return {
    // 1e-6 of the list price would round to 0, which is not a valid price.
    lowest: Math.max(Math.floor(quantile(ratios, 0.005) * 1e4) / 1e4, 1e-4),
    highest: Math.ceil(quantile(ratios, 0.995) * 1e4) / 1e4,
  };
}
