import * as z from 'zod';
import { elapsedMs, HOUR_MS, Time } from '../values/time.ts';

/** Deliveries of a product, as its stock shows them, and the next one as the inventory system announced it. */
export const Supply = z.object({
  /** Units sold since the last delivery; before the first, since the stock was first known. */
  sold: z.int().nonnegative(),
  /** When the last delivery was seen. */
  deliveredAt: Time.optional(),
  /** Hours between deliveries, newest last, at most 7. */
  intervals: z.array(z.number().positive()).optional(),
  /** When the next goods are expected, by the last event that named a time. A delivery ends it. */
  expectedAt: Time.optional(),
});
export type Supply = z.infer<typeof Supply>;

/** An interval this many times shorter than the usual one belongs to the same delivery, such as its second pallet. */
const MUCH_SHORTER = 4;
/** The same, in hours, before an interval is known. */
const SAME_DELIVERY_HOURS = 1;
const KEPT_INTERVALS = 7;
/** Deliveries are not that regular, and all digits of seven numbers would be a tenth of the price state. */
const DIGITS_OF_INTERVALS = 5;
/** Deliveries come by an interval once this number of intervals was seen. */
const FEWEST_INTERVALS = 3;
/** The standard deviation of a normal distribution over its median absolute deviation. */
const PER_DEVIATION = 1.4826;

/**
 * The supply after the stock was seen. A rise is a delivery if it has at least 2 units and at least half of the units sold
 * since the last one: goods are bought to replace what was sold, while returns are a small part of it.
 *
 * @param before the stock known until now; undefined: none
 * @param seen the stock and its time, and the time of the next goods, if the sender named one
 */
export function seeStock(
  supply: Supply | undefined,
  before: number | undefined,
  seen: { stock: number; at: string; expectedAt?: string | undefined },
): Supply {
  const rise = before === undefined ? 0 : seen.stock - before;
  const { expectedAt: announced, ...known } = supply ?? { sold: 0 };
  const isDelivery = rise >= 2 && 2 * rise >= known.sold;
  const expectedAt = seen.expectedAt ?? (isDelivery ? undefined : announced);
  return {
    ...(isDelivery ? delivered(known, seen.at) : { ...known, sold: sumOf(known.sold, Math.max(0, -rise)) }),
    ...(expectedAt === undefined ? {} : { expectedAt }),
  };
}

function delivered({ deliveredAt, intervals = [] }: Supply, at: string): Supply {
  if (deliveredAt === undefined) return { sold: 0, deliveredAt: at };
  const hours = elapsedMs(deliveredAt, at) / HOUR_MS;
  const isSame = hours < (intervals.length > 0 ? median(intervals) / MUCH_SHORTER : SAME_DELIVERY_HOURS);
  const all = isSame
    ? intervals
    : [...intervals, Number(hours.toPrecision(DIGITS_OF_INTERVALS))].slice(-KEPT_INTERVALS);
  return {
    sold: 0,
    deliveredAt: isSame ? deliveredAt : at,
    ...(all.length > 0 ? { intervals: all } : {}),
  };
}

/**
 * The usual time between deliveries, in hours: the median of the last ones, so that a single odd one changes little, and their
 * spread as a standard deviation, from the median absolute deviation. Undefined with fewer than 3 intervals, or if the spread
 * is above half of the interval.
 */
export function usualInterval({ intervals = [] }: Supply): { hours: number; spread: number } | undefined {
  if (intervals.length < FEWEST_INTERVALS) return undefined;
  const hours = median(intervals);
  const spread = PER_DEVIATION * median(intervals.map((each) => Math.abs(each - hours)));
  return spread > hours / 2 ? undefined : { hours, spread };
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low = 0, high = low] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.floor(sorted.length / 2)],
  ];
  return (low + high) / 2;
}

const sumOf = (a: number, b: number): number => Math.min(a + b, Number.MAX_SAFE_INTEGER);
