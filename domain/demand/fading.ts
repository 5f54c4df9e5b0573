import { elapsedMs, HOUR_MS } from '../values/time.ts';

/** Smaller faded numbers become 0: DynamoDB refuses numbers below 1e-130. */
const NOTHING = 1e-30;

/** Hours from `from` to `to`; 0 when `to` is earlier. */
export const hoursBetween = (from: string, to: string): number => Math.max(0, elapsedMs(from, to) / HOUR_MS);

/** The rest of `value` after `hours`, with the half-life `halfLifeHours`; undefined: it never fades. */
export function faded(value: number, hours: number, halfLifeHours: number | undefined): number {
  if (halfLifeHours === undefined) return value;
  const left = value * 0.5 ** (hours / halfLifeHours);
  return left < NOTHING ? 0 : left;
}

/**
 * The share that remains of an amount that arrived evenly over the last `hours`. With this mean, splitting a period into
 * pieces changes nothing.
 */
export function fadedShare(hours: number, halfLifeHours: number | undefined): number {
  if (halfLifeHours === undefined || hours === 0) return 1;
  const halvings = hours / halfLifeHours;
  return (1 - 0.5 ** halvings) / (halvings * Math.LN2);
}
