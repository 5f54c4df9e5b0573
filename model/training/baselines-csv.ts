import type { Trained } from './write-artifact.ts';

const HEADER = 'product,category,list_price,unit_cost,baseline_units_per_hour,elasticity';

/** One line for each product: prices as in the data, the latest list price, an empty cell for unknown values. */
export function baselinesCsv({ sales, set, champion, elasticities }: Trained): string {
  const listPrices: number[] = [];
  for (const [row, product] of set.panel.product.entries())
    listPrices[product] = set.panel.listPrice[row] ?? Number.NaN;
  const lines = set.products.flatMap((product, i) => {
    // A product without usable rows has no price.
    if (listPrices[i] === undefined) return [];
    const money = [listPrices[i], sales.unitCosts[i]].map((value) => number(value, 12));
    const learned = [champion.baselines[i], elasticities[i]].map((value) => number(value, 6));
    return [[quoted(product), quoted(set.categories[i] ?? ''), ...money, ...learned].join(',')];
  });
  return `${[HEADER, ...lines].join('\n')}\n`;
}

const number = (value: number | undefined, digits: number): string =>
  value === undefined || Number.isNaN(value) ? '' : String(Number(value.toPrecision(digits)));

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
