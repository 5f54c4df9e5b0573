const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A count, such as `12,345`. */
export const count = (value: number): string => whole.format(value);

/** A part of 1, such as `4.2%`. */
export const percent = (share: number): string =>
  share === 0 ? '0%' : share < 0.0005 ? '<0.1%' : `${(100 * share).toFixed(1)}%`;

/** `1 event`, `12 events`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** Milliseconds as text, such as `31 ms`, `1.2 s`, `4 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${(ms / 3_600_000).toFixed(1)} h`;
  return `${Math.round(ms / 86_400_000)} days`;
}
