import { byProductAndTime } from './sorted.ts';

export type Interval = 'hour' | 'day' | 'week';

export const INTERVALS: readonly Interval[] = ['hour', 'day', 'week'];
export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
export const INTERVAL_HOURS: Record<Interval, number> = { hour: 1, day: 24, week: 168 };
/** Minimum share of hours in which a product has rows, over all products, for an hourly panel. */
const DENSE = 0.3;
/** With more distinct times than this, rows are not daily. */
const MOST_DAYS = 20_000;
/** Monday 5 January 1970. */
const MONDAY = 4 * DAY_MS;

interface Times {
  product: Float64Array;
  time: Float64Array;
}

/**
 * Detects the length of a row from the times: days or weeks where they are that far apart, hours where all are on the hour. Other
 * rows are single sales, to be summed by day, or by hour where they are dense.
 */
export function detectInterval(sales: Times, products: number): Interval {
  const spacing = spacingOf(sales.time);
  if (spacing !== undefined) return spacing;
  const wholeHours = sales.time.every((at) => at % HOUR_MS === 0);
  return wholeHours || shareOfHours(sales, products) >= DENSE ? 'hour' : 'day';
}

/** Whether rows are daily or weekly: all times almost that far apart, because daylight saving moves midnight. */
function spacingOf(time: Float64Array): 'day' | 'week' | undefined {
  const distinct = new Set<number>();
  for (const at of time) if (distinct.add(at).size > MOST_DAYS) return undefined;
  const sorted = [...distinct].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((at, i) => at - (sorted[i] ?? at));
  if (gaps.some((gap) => gap < DAY_MS - HOUR_MS)) return undefined;
  const weeks =
    gaps.length > 0 && gaps.every((gap) => Math.abs(gap - Math.round(gap / WEEK_MS) * WEEK_MS) <= HOUR_MS);
  return weeks ? 'week' : 'day';
}

function shareOfHours({ product, time }: Times, products: number): number {
  const { order, starts } = byProductAndTime({ product, time }, products);
  let withRows = 0;
  let all = 0;
  for (let p = 0; p < products; p++) {
    let last = Number.NaN;
    const hours = Array.from(order.subarray(starts[p], starts[p + 1]), (row) =>
      Math.floor((time[row] ?? 0) / HOUR_MS),
    );
    for (const hour of hours) {
      if (hour !== last) withRows++;
      last = hour;
    }
    all += last - (hours[0] ?? last) + 1;
  }
  return withRows / all;
}

/**
 * Start of the interval of a time, both in milliseconds since 1970: UTC hours and days, and weeks that start on the weekday of
 * the first row if rows are weekly, else on Monday. Daily rows that start at midnight of another zone belong to the UTC day with
 * which they share most hours.
 */
export function intervalStart(interval: Interval, time: Float64Array): (at: number) => number {
  const length = INTERVAL_HOURS[interval] * HOUR_MS;
  const spacing = interval === 'hour' ? undefined : spacingOf(time);
  const shift = spacing === undefined ? 0 : DAY_MS / 2;
  const firstDay = Math.floor(((time[0] ?? 0) + shift) / DAY_MS) * DAY_MS;
  const anchor = interval !== 'week' ? 0 : spacing === 'week' ? firstDay : MONDAY;
  return (at) => Math.floor((at + shift - anchor) / length) * length + anchor;
}
