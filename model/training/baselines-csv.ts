import type { Trained } from './write-artifact.ts';

const HEADER =
  'product,category,list_price,unit_cost,baseline_units_per_hour,elasticity,slope_shift,slope_sd';
/** Limits of the product's field `slope`. */
const SHIFT = 5;
const SD = { least: 0.01, most: 5 };

/**
 * One line for each product: prices as in the data, the latest list price, an empty cell for unknown values. `slope_shift` is added to
 * the model's log-log slope for the product, `slope_sd` is the standard deviation of the sum.
 */
export function baselinesCsv({ sales, set, champion, slopes, elasticities }: Trained): string {
  const listPrices: number[] = [];
  for (const [row, product] of set.panel.product.entries())
    listPrices[product] = set.panel.listPrice[row] ?? Number.NaN;
  const lines = set.products.flatMap((product, i) => {
    // A product without usable rows has no price.
    if (listPrices[i] === undefined) return [];
    const money = [listPrices[i], sales.unitCosts[i]].map((value) => number(value, 12));
    const learned = [champion.baselines[i], elasticities[i]].map((value) => number(value, 6));
    const shift = Math.max(-SHIFT, Math.min(SHIFT, champion.shifts[i] ?? Number.NaN));
    const sd = Math.max(SD.least, Math.min(SD.most, slopes.own[i]?.error ?? Number.NaN));
    const slope = [shift, sd].map((value) => number(value, 4));
    return [[quoted(product), quoted(set.categories[i] ?? ''), ...money, ...learned, ...slope].join(',')];
  });
  return `${[HEADER, ...lines].join('\n')}\n`;
}

const number = (value: number | undefined, digits: number): string =>
  value === undefined || Number.isNaN(value) ? '' : String(Number(value.toPrecision(digits)));

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
