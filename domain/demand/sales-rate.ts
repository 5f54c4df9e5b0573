import * as z from 'zod';
import { elapsedMs, HOUR_MS } from '../values/time.ts';

/**
 * Recent sales: units, hours and price × hours, each with the same half-life. Units / hours is the rate; price × hours /
 * hours is its mean price.
 */
export const SalesRate = z.object({
  units: z.number().nonnegative(),
  hours: z.number().nonnegative(),
  priceHours: z.number().nonnegative(),
  /** The part of the time since the last known stock that passed under earlier prices. */
  earlier: z.object({ hours: z.number(), priceHours: z.number() }).optional(),
});
export type SalesRate = z.infer<typeof SalesRate>;

const NO_WEIGHT = 1e-30;
const HARDLY_ANY = 1e-100;
const NOTHING_SEEN: SalesRate = { units: 0, hours: 0, priceHours: 0 };

interface LastSeen {
  stock?: number | undefined;
  stockAt?: string | undefined;
  salesRate?: SalesRate | undefined;
  price?: { amount: number } | undefined;
}

/**
 * The rate after the stock was observed at `seen.at` (event time). A fall of stock is sales. A rise is a restock, which hides
 * sales, so neither units nor hours of its interval count; the same for an interval without stock.
 */
export function observeStock(
  last: LastSeen,
  seen: { stock: number; at: string },
  halfLifeMinutes: number,
): SalesRate {
  const rate = last.salesRate ?? NOTHING_SEEN;
  if (last.stock === undefined || last.stockAt === undefined || last.price === undefined) return rate;
  const hours = Math.max(0, elapsedMs(last.stockAt, seen.at) / HOUR_MS);
  const fade = 0.5 ** ((hours * 60) / halfLifeMinutes);
  const sold = last.stock - seen.stock;
  // DynamoDB refuses numbers below 1e-130. Hours with negligible weight are dropped; units stay above 0, because few sales
  // differ from none.
  const told = rate.hours * fade >= NO_WEIGHT ? fade : 0;
  const faded = {
    units: rate.units === 0 ? 0 : Math.max(rate.units * fade, HARDLY_ANY),
    hours: rate.hours * told,
    priceHours: rate.priceHours * told,
  };
  if (sold < 0 || last.stock === 0) return faded;
  // The integral of the fading weight over the interval, so that rates over long and short intervals agree.
  const weight = ((1 - fade) * halfLifeMinutes) / 60 / Math.LN2;
  const units = hours === 0 ? sold : (sold * weight) / hours;
  const price = hours === 0 ? last.price.amount : meanPrice(rate.earlier, last.price.amount, hours);
  return {
    units: Math.min(faded.units + units, Number.MAX_SAFE_INTEGER),
    hours: faded.hours + weight,
    priceHours: faded.priceHours + price * weight,
  };
}

/** The rate after a price change at `at`: the time since the last known stock counts at the old price. */
export function notePriceChange(last: LastSeen, at: string): SalesRate | undefined {
  if (last.stockAt === undefined || last.price === undefined) return last.salesRate;
  const rate = last.salesRate ?? NOTHING_SEEN;
  const earlier = rate.earlier ?? { hours: 0, priceHours: 0 };
  const hours = Math.max(0, elapsedMs(last.stockAt, at) / HOUR_MS - earlier.hours);
  return {
    ...rate,
    earlier: { hours: earlier.hours + hours, priceHours: earlier.priceHours + hours * last.price.amount },
  };
}

// The mean over the hours since the last known stock, each price weighted by its time in force.
function meanPrice(earlier: SalesRate['earlier'], price: number, hours: number): number {
  if (earlier === undefined || earlier.hours === 0) return price;
  const share = Math.min(1, earlier.hours / hours);
  return share * (earlier.priceHours / earlier.hours) + (1 - share) * price;
}

/** Units an hour and their mean price; undefined with fewer than `minimumHours` of observations. */
export function recentSales(
  rate: SalesRate | undefined,
  minimumHours: number,
): { unitsPerHour: number; atPrice: number } | undefined {
  if (rate === undefined || rate.hours <= 0 || rate.hours < minimumHours) return undefined;
  return { unitsPerHour: rate.units / rate.hours, atPrice: rate.priceHours / rate.hours };
}
