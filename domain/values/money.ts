import * as z from 'zod';

/** An amount of money in minor units (cents, pence, yen): a non-negative safe integer, never a float. */
export type Minor = number & { readonly minor: unique symbol };

const isMinor = (amount: number): amount is Minor => Number.isSafeInteger(amount) && amount >= 0;

/** Converts to minor units. Throws RangeError for anything but a non-negative safe integer. */
export function minor(amount: number): Minor {
  if (!isMinor(amount)) throw new RangeError(`${amount} is not a whole, non-negative number of minor units`);
  return amount;
}

/** Far above any price, and low enough that percentages stay safe integers (below 2^53). */
export const HIGHEST_AMOUNT = 1e12;

/** A price: above zero, because a blank or a zero is never a price. */
export const PriceAmount = z.int().positive().max(HIGHEST_AMOUNT).transform(minor);

/** An amount that may be zero, such as a unit cost. */
export const Amount = z.int().nonnegative().max(HIGHEST_AMOUNT).transform(minor);

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** An ISO-4217 currency code in capitals. */
export const Currency = z
  .string()
  .refine((code) => currencies.has(code), { error: 'is not an ISO-4217 currency code' });

/** `percent` of `amount`, such as 105 for a raise by 5%, rounded half up to a whole minor unit. */
export const percentOf = (amount: number, percent: number): Minor => {
  const scaled = scaledPercent(amount, percent);
  return minor(Number((scaled + SCALE / 2n) / SCALE));
};

/** As percentOf, never above the exact value: for upper bounds. */
export const percentOfDown = (amount: number, percent: number): Minor =>
  minor(Number(scaledPercent(amount, percent) / SCALE));

/** As percentOf, never below the exact value: for lower bounds. */
export const percentOfUp = (amount: number, percent: number): Minor =>
  minor(Number((scaledPercent(amount, percent) + SCALE - 1n) / SCALE));

/** Negative if `part` is less than `percent` of `whole`, 0 if equal, positive if more. */
export const comparePercent = (part: number, whole: number, percent: number): number => {
  const [scaledPart, bound] = [BigInt(part) * SCALE, scaledPercent(whole, percent)];
  return scaledPart < bound ? -1 : scaledPart > bound ? 1 : 0;
};

// Percentages are integers with six decimals, so that binary fractions add no rounding noise.
const PERCENT_DECIMALS = 1e6;
const SCALE = BigInt(100 * PERCENT_DECIMALS);
const scaledPercent = (amount: number, percent: number): bigint =>
  BigInt(amount) * BigInt(Math.round(percent * PERCENT_DECIMALS));

/** Money as text, such as `EUR 12.34`; for messages, never for sums. */
export function formatMoney(amount: number, currency: string): string {
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return `${currency} ${(amount / 10 ** digits).toFixed(digits)}`;
}
