import { InvalidArgumentError } from 'commander';

/** Parsers of option values; commander names the option when they refuse. */

export const integer =
  (from: number, to = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(value) || value < from || value > to)
      throw new InvalidArgumentError(
        to === Number.MAX_SAFE_INTEGER
          ? `It must be a whole number, at least ${from}.`
          : `It must be a whole number from ${from} to ${to}.`,
      );
    return value;
  };

const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** RFC 3339, a date, or an age: `90s`, `15m`, `2h`, `7d`. */
export function timeOrAgo(text: string): string {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined)
    return new Date(Date.now() - Number(count) * (UNITS[unit] ?? 0)).toISOString();
  const time = /^\d{4}-\d\d-\d\d(T.*(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new InvalidArgumentError(
      'It must be a time such as 2026-11-22T12:00:00Z, a date, or 15m, 2h or 7d ago.',
    );
  return new Date(time).toISOString();
}

/** RFC 3339, kept to the millisecond in UTC. */
export function time(text: string): string {
  const ms = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError('It must be a time such as 2026-11-22T12:00:00Z.');
  return new Date(ms).toISOString();
}
