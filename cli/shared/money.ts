/** Number of decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD. Throws RangeError for an invalid currency code. */
const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/**
 * A decimal of currency units, such as `12.34`, in minor units. It uses the digits of the text, never a float.
 * Throws RangeError for text that is not such a decimal, or has more decimals than the currency.
 */
export function toMinorUnits(text: string, currency: string): number {
  const digits = digitsOf(currency);
  const [, units, , fraction = ''] = /^(\d+)(\.(\d*))?$/.exec(text.trim()) ?? [];
  if (units === undefined) throw new RangeError(`${text} is not an amount such as 12.34`);
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > digits)
    throw new RangeError(`${text} has more than the ${digits} decimals of ${currency}`);
  const minor = Number(units + significant.padEnd(digits, '0'));
  if (!Number.isSafeInteger(minor)) throw new RangeError(`the amount ${text} is too large`);
  return minor;
}
