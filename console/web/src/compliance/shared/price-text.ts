import { majorUnits } from '../../ui/money.ts';

/** Minor units as input text, such as `27.39`. */
export const priceText = (amount: number, currency: string): string =>
  majorUnits(amount, currency).toFixed(digitsOf(currency));

/** Input text as minor units; undefined if it is not a price in this currency. */
export function minorUnits(text: string, currency: string): number | undefined {
  const digits = digitsOf(currency);
  const match = /^(\d{1,12})(?:[.,](\d*))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, whole = '', part = ''] = match;
  if (part.length > digits) return undefined;
  const amount = Number(whole + part.padEnd(digits, '0'));
  return Number.isSafeInteger(amount) && amount > 0 ? amount : undefined;
}

const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
