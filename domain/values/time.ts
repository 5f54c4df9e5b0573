import * as z from 'zod';

/** An RFC 3339 time of the years 0000 to 9999, converted to UTC. */
export const Time = z.iso
  .datetime({ offset: true })
  // A valid time of this length is written as `toISOString` writes it. Nearly all are, and the conversion is slow.
  .transform((text) => (text.length === 24 ? text : new Date(text).toISOString()))
  .refine((time) => /^\d{4}-/.test(time), { error: 'is outside the years 0000 to 9999' });

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Milliseconds from `from` to `to`, both RFC 3339; negative when `to` is earlier. */
export const elapsedMs = (from: string, to: string): number => Date.parse(to) - Date.parse(from);

/**
 * Milliseconds since `at`. A time in the future comes from a fast clock, by an unknown amount, so it counts as infinitely
 * old.
 */
export const ageMs = (at: string, now: string): number => msSince(Date.parse(at), Date.parse(now));

/** Like `ageMs`, for milliseconds since the epoch. */
export const msSince = (at: number, now: number): number => (now < at ? Number.POSITIVE_INFINITY : now - at);

/** Whether a term of at most `longestMs` has not ended yet. A later end comes from a fast clock and counts as over. */
export const stillLasts = (until: string, longestMs: number, now: string): boolean =>
  elapsedMs(now, until) > 0 && elapsedMs(now, until) <= longestMs;

/** The earlier of two RFC 3339 UTC times. */
export const earlier = (a: string, b: string): string => (a < b ? a : b);

/** The later of two RFC 3339 UTC times. */
export const later = (a: string, b: string): string => (a > b ? a : b);

/** The UTC day of a time, such as `2026-11-22`. */
export const dayOf = (time: string): string => time.slice(0, 10);

/** The UTC hour of a time, such as `2026-11-22T14`. */
export const hourOf = (time: string): string => time.slice(0, 13);

/** A UTC time as text, such as `2026-11-22 14:03:05 UTC`; for messages. */
export const readableTime = (time: string): string => `${dayOf(time)} ${time.slice(11, 19)} UTC`;

/** Minutes as text: `10 min`, or `1.2 s` below one minute; for messages. */
export const readableMinutes = (minutes: number): string =>
  minutes < 1 ? `${Number((minutes * 60).toPrecision(3))} s` : `${minutes} min`;

/** `time` shifted by `ms`, in RFC 3339 UTC. */
export const shift = (time: string, ms: number): string => new Date(Date.parse(time) + ms).toISOString();
