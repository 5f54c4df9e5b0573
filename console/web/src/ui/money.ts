const formats = new Map<string, Intl.NumberFormat>();

/** Minor units as text, such as `€27.39`; for display only, never for sums. */
export function money(amount: number | null | undefined, currency: string | undefined): string {
  if (amount === null || amount === undefined) return '–';
  if (currency === undefined) return String(amount);
  return format(currency).format(majorUnits(amount, currency));
}

/** Minor units as a number of major ones, for the axis of a chart. */
export const majorUnits = (amount: number, currency: string): number =>
  amount / 10 ** (format(currency).resolvedOptions().maximumFractionDigits ?? 2);

/** The change from `from` to `to`, such as `+3.2%`; empty without a change. */
export function change(from: number | undefined, to: number | undefined): string {
  if (from === undefined || to === undefined || from === 0 || from === to) return '';
  const percent = 100 * (to / from - 1);
  return `${percent > 0 ? '+' : '−'}${Math.abs(percent).toFixed(1)}%`;
}

function format(currency: string): Intl.NumberFormat {
  const known = formats.get(currency) ?? new Intl.NumberFormat('en', { style: 'currency', currency });
  formats.set(currency, known);
  return known;
}
