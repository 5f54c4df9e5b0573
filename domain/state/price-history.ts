import * as z from 'zod';
import { PriceAmount } from '../values/money.ts';
import { DAY_MS, dayOf, HOUR_MS, hourOf, shift } from '../values/time.ts';

/** UTC day -> the lowest price in force, for the last 31 days. A day without an entry had the price of the day before. */
export const DailyLows = z.record(z.string(), PriceAmount);
export type DailyLows = z.infer<typeof DailyLows>;

/** UTC hour -> the lowest and highest price in force, for the last 25 hours. By hour, so that a busy day stays small. */
export const HourlyRanges = z.record(z.string(), z.object({ lowest: PriceAmount, highest: PriceAmount }));
export type HourlyRanges = z.infer<typeof HourlyRanges>;

type Price = z.infer<typeof PriceAmount>;
interface Before {
  amount: Price;
  since: string;
}

const DAYS_KEPT = 31;
const HOURS_KEPT = 25;

/** The lows after `amount` replaced `before` at `at`. */
export function recordDailyLow(
  lows: DailyLows,
  before: Before | undefined,
  amount: Price,
  at: string,
): DailyLows {
  const today = dayOf(at);
  const oldest = dayOf(shift(at, -(DAYS_KEPT - 1) * DAY_MS));
  const next = Object.fromEntries(
    Object.entries(withDaysInForce(lows, before, at)).filter(([day]) => day >= oldest),
  );
  return { ...next, [today]: lower(next[today], amount) };
}

/**
 * The lowest price in force in the 30 days before `at`, including the price just before it. It counts whole UTC days, so it
 * is never above the true lowest price. Directive 98/6/EC, article 6a, as added by (EU) 2019/2161.
 */
export function lowestInThirtyDays(lows: DailyLows, before: Before, at: string): Price {
  const oldest = dayOf(shift(at, -30 * DAY_MS));
  const inWindow = Object.entries(withDaysInForce(lows, before, at)).filter(([day]) => day >= oldest);
  return inWindow.reduce((low, [, price]) => lower(low, price), before.amount);
}

/** The lowest price in force on the day of `at`, else on the last known day before it; undefined if none is known. */
export function lowUpTo(lows: DailyLows, at: string): Price | undefined {
  const days = Object.keys(lows).filter((day) => day <= dayOf(at));
  const last = days.sort().at(-1);
  return last === undefined ? undefined : lows[last];
}

/** The hourly ranges after `amount` replaced `before` at `at`. */
export function recordHourlyRange(
  ranges: HourlyRanges,
  before: Before | undefined,
  amount: Price,
  at: string,
): HourlyRanges {
  const oldest = hourOf(shift(at, -(HOURS_KEPT - 1) * HOUR_MS));
  const next = Object.fromEntries(Object.entries(ranges).filter(([hour]) => hour >= oldest));
  const hour = hourOf(at);
  const prices = [before?.amount, next[hour]?.lowest, next[hour]?.highest, amount].filter(
    (price) => price !== undefined,
  );
  const sorted = prices.sort((a, b) => a - b) as [Price, ...Price[]];
  return { ...next, [hour]: { lowest: sorted[0], highest: sorted.at(-1) ?? sorted[0] } };
}

/** The lowest and highest price in force in the `hours` before `now`, as whole UTC hours. */
export function rangeWithin(
  ranges: HourlyRanges,
  inForce: Price,
  now: string,
  hours: number,
): { lowest: Price; highest: Price } {
  const oldest = hourOf(shift(now, -hours * HOUR_MS));
  const recent = Object.entries(ranges).filter(([hour]) => hour >= oldest);
  return recent.reduce(
    (all, [, range]) => ({
      lowest: range.lowest < all.lowest ? range.lowest : all.lowest,
      highest: range.highest > all.highest ? range.highest : all.highest,
    }),
    { lowest: inForce, highest: inForce },
  );
}

// Adds the previous price on every day from its start to the day of `at`.
function withDaysInForce(lows: DailyLows, before: Before | undefined, at: string): DailyLows {
  if (before === undefined) return lows;
  const filled = { ...lows };
  const oldest = shift(at, -(DAYS_KEPT - 1) * DAY_MS);
  for (
    let day = before.since > oldest ? before.since : oldest;
    dayOf(day) <= dayOf(at);
    day = shift(day, DAY_MS)
  ) {
    filled[dayOf(day)] = lower(filled[dayOf(day)], before.amount);
  }
  return filled;
}

const lower = (a: Price | undefined, b: Price): Price => (a === undefined || b < a ? b : a);
