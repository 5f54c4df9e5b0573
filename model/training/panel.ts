import { Growing } from './growing.ts';
import { type Interval, intervalStart } from './interval.ts';
import type { Sales } from './sales-file.ts';
import { byProductAndTime } from './sorted.ts';

/** Sales of each product in each interval, one value per row in each column, by product and time. */
export interface Panel {
  product: Float64Array;
  /** Start of the interval, milliseconds since 1970, UTC. */
  start: Float64Array;
  units: Float64Array;
  /** Mean price weighted by units; the plain mean if none were sold. */
  price: Float64Array;
  /** NaN where the data has none. */
  listPrice: Float64Array;
  /** 1 where a promotion ran in at least half of the rows. */
  promo: Float64Array;
  /** Stock at the end of the interval over all places, NaN where unknown. */
  stock: Float64Array;
  /** Mean cost of one unit, NaN where unknown. */
  cost: Float64Array;
  /** 1 where the stock ran out in the interval, so that demand was at least the units. */
  censored: Float64Array;
}

export const COLUMNS = [
  'product',
  'start',
  'units',
  'price',
  'listPrice',
  'promo',
  'stock',
  'cost',
  'censored',
] as const;
type Row = Record<(typeof COLUMNS)[number], number>;

/** Collects rows of a panel. */
export class PanelRows {
  #lists = Object.fromEntries(COLUMNS.map((column) => [column, new Growing()])) as Record<
    keyof Panel,
    Growing
  >;

  push(row: Row): void {
    for (const column of COLUMNS) this.#lists[column].push(row[column]);
  }

  get length(): number {
    return this.#lists.product.length;
  }

  panel(): Panel {
    return Object.fromEntries(COLUMNS.map((column) => [column, this.#lists[column].values()])) as Record<
      keyof Panel,
      Float64Array
    >;
  }
}

/** Row `row` of a panel as an object. Slow: not for all rows. */
export function rowOf(panel: Panel, row: number): Row {
  const at = (column: keyof Panel) => panel[column][row] ?? Number.NaN;
  return {
    product: at('product'),
    start: at('start'),
    units: at('units'),
    price: at('price'),
    listPrice: at('listPrice'),
    promo: at('promo'),
    stock: at('stock'),
    cost: at('cost'),
    censored: at('censored'),
  };
}

/** Sums a product's rows in the same interval, over all places. */
export function aggregated(sales: Sales, interval: Interval): Panel {
  const products = sales.products.length;
  const { order, starts } = byProductAndTime(sales, products);
  const startOf = intervalStart(interval, sales.time);
  const out = new PanelRows();
  for (let product = 0; product < products; product++) {
    const stocks = new Map<number, number>();
    let current: Sum | undefined;
    for (const row of order.subarray(starts[product], starts[product + 1])) {
      const start = startOf(sales.time[row] ?? 0);
      if (current?.start !== start) {
        if (current !== undefined) out.push(closed(product, current, stocks));
        current = {
          start,
          rows: 0,
          units: 0,
          revenue: 0,
          prices: 0,
          listPrices: 0,
          listed: 0,
          costs: 0,
          costed: 0,
          promos: 0,
        };
      }
      add(current, sales, row);
      const stock = sales.stock?.[row] ?? Number.NaN;
      if (!Number.isNaN(stock)) stocks.set(sales.location?.[row] ?? 0, stock);
    }
    if (current !== undefined) out.push(closed(product, current, stocks));
  }
  return out.panel();
}

interface Sum {
  start: number;
  rows: number;
  units: number;
  revenue: number;
  prices: number;
  listPrices: number;
  /** Rows with a list price. */
  listed: number;
  costs: number;
  /** Rows with a cost. */
  costed: number;
  promos: number;
}

function add(sum: Sum, sales: Sales, row: number): void {
  const units = sales.units[row] ?? 0;
  const price = sales.price[row] ?? 0;
  const listPrice = sales.listPrice?.[row] ?? Number.NaN;
  sum.rows++;
  sum.units += units;
  sum.revenue += units * price;
  sum.prices += price;
  sum.promos += sales.promo?.[row] ?? 0;
  if (!Number.isNaN(listPrice)) {
    sum.listPrices += listPrice;
    sum.listed++;
  }
  const cost = sales.cost?.[row] ?? Number.NaN;
  if (!Number.isNaN(cost)) {
    sum.costs += cost;
    sum.costed++;
  }
}

function closed(product: number, sum: Sum, stocks: ReadonlyMap<number, number>): Row {
  const { start, units, rows } = sum;
  return {
    product,
    start,
    units,
    price: units > 0 ? sum.revenue / units : sum.prices / rows,
    listPrice: sum.listPrices / sum.listed,
    promo: 2 * sum.promos >= rows ? 1 : 0,
    stock: stocks.size === 0 ? Number.NaN : [...stocks.values()].reduce((total, stock) => total + stock, 0),
    cost: sum.costs / sum.costed,
    censored: 0,
  };
}
