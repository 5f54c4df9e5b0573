import { elapsedMs, HOUR_MS } from '../values/time.ts';

/** Below this a faded number is none: DynamoDB takes no number below 1e-130. */
const NOTHING = 1e-30;

/** Hours from `from` to `to`; 0 when `to` is earlier. */
export const hoursBetween = (from: string, to: string): number => Math.max(0, elapsedMs(from, to) / HOUR_MS);

/** What is left of `value` after `hours`, of which it takes `halfLifeHours` to lose half; undefined: it never fades. */
export function faded(value: number, hours: number, halfLifeHours: number | undefined): number {
  if (halfLifeHours === undefined) return value;
  const left = value * 0.5 ** (hours / halfLifeHours);
  return left < NOTHING ? 0 : left;
}

/**
 * The share that is left, at its end, of what came in evenly over the last `hours`: the mean of the fading over them. So it
 * makes no difference into how many pieces a stretch of time is cut.
 */
export function fadedShare(hours: number, halfLifeHours: number | undefined): number {
  if (halfLifeHours === undefined || hours === 0) return 1;
  const halvings = hours / halfLifeHours;
  return (1 - 0.5 ** halvings) / (halvings * Math.LN2);
}
