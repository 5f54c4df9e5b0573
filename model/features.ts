/**
 * The feature contract: what the model is told, in which order. Training, the artifact and every caller share it.
 * Raise the version with any change to names, order or meaning, and retrain.
 */
export const FEATURE_CONTRACT_VERSION = 1;

/** Categories the model knows; a product of any other category has all of their columns at 0. */
export const CATEGORIES = [
  'electronics',
  'fashion',
  'grocery',
  'home',
  'sports',
  'toys',
  'beauty',
  'books',
] as const;

/** Column names, in column order. */
export const FEATURE_NAMES: readonly string[] = [
  'log_price_ratio',
  'log_recent_price_ratio',
  ...CATEGORIES.map((category) => `category_${category}`),
  'hour_of_day',
  'weekday',
  'log_hours_left',
  'log_stock_cover_hours',
];

/**
 * What is known when demand at one candidate price is asked for. Prices are minor units of one currency.
 *
 * The model answers a demand multiplier: expected units an hour at `price`, over the next 24 hours or until the sale
 * ends, divided by `recentUnitsPerHour` at `recentPrice`. So it need not know how popular a product is.
 */
export interface DemandContext {
  category: string;
  /** Regular price, > 0. */
  listPrice: number;
  /** Candidate price, > 0. */
  price: number;
  /** Mean price over the recent sales-rate window, weighted by exposure; NaN or 0 when there was none. */
  recentPrice: number;
  /** Units left, >= 0. */
  stock: number;
  /** Units sold an hour over the recent sales-rate window, >= 0. */
  recentUnitsPerHour: number;
  /** Hours until the sale ends, >= 0; Infinity when no end is set. */
  hoursLeft: number;
  /** RFC 3339 time in UTC. */
  at: string;
}

/**
 * One row in the order of FEATURE_NAMES; NaN stands for missing (no recent price, no recent sales, no end of sale).
 *
 * @throws RangeError for a number that can't be, or a time that is not UTC; the message names the field
 */
export function featureRow(input: DemandContext): number[] {
  const listPrice = above0('listPrice', input.listPrice);
  const price = above0('price', input.price);
  const stock = notNegative('stock', input.stock);
  const rate = notNegative('recentUnitsPerHour', input.recentUnitsPerHour);
  const hoursLeft = notNegative('hoursLeft', input.hoursLeft);
  const at = utc(input.at);
  return [
    Math.log(price / listPrice),
    input.recentPrice > 0 ? Math.log(input.recentPrice / listPrice) : Number.NaN,
    ...CATEGORIES.map((category) => (category === input.category ? 1 : 0)),
    at.getUTCHours(),
    at.getUTCDay(), // 0 is Sunday
    Number.isFinite(hoursLeft) ? Math.log1p(hoursLeft) : Number.NaN,
    rate > 0 ? Math.log1p(stock / rate) : Number.NaN,
  ];
}

/**
 * The body that the endpoint takes: one row a line, no header, an empty cell where a value is missing.
 *
 * @throws RangeError for Infinity, which XGBoost refuses
 */
export function toCsv(rows: readonly (readonly number[])[]): string {
  return rows.map((row) => row.map(cell).join(',')).join('\n');
}

function cell(value: number): string {
  if (Number.isNaN(value)) return '';
  const seen = Math.fround(value);
  if (!Number.isFinite(seen)) throw new RangeError(`${value} is not a value XGBoost accepts`);
  // XGBoost sees float32, and 9 significant digits name each float32.
  return String(Number(seen.toPrecision(9)));
}

function above0(field: string, value: number): number {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    throw new RangeError(`${field} must be above 0, not ${value}`);
  return value;
}

function notNegative(field: string, value: number): number {
  if (!(value >= 0)) throw new RangeError(`${field} must be 0 or more, not ${value}`);
  return value;
}

function utc(at: string): Date {
  const time = new Date(at);
  // Without a zone, Date would read the machine's own.
  if (!at.endsWith('Z') || Number.isNaN(time.getTime()))
    throw new RangeError(`at must be an RFC 3339 time in UTC, not ${at}`);
  return time;
}
