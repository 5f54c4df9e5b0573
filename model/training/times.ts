/** The order of day and month in dates like 03/04/2025. */
export type DayOrder = 'mdy' | 'dmy';

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|([+-])(\d\d):?(\d\d))?)?$/;
const SLASHED = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:[ T](\d{1,2}):(\d\d)(?::(\d\d))?)?$/;
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T](\d{1,2}):(\d\d)(?::(\d\d))?)?$/;
const MINUTE_MS = 60_000;

/** Day-and-month order that this text proves; undefined if both are possible, or it has no slashes. */
export function dayOrderShownBy(text: string): DayOrder | undefined {
  const match = SLASHED.exec(text);
  if (match === null) return undefined;
  if (Number(match[1]) > 12) return 'dmy';
  return Number(match[2]) > 12 ? 'mdy' : undefined;
}

/** Whether the text is a number of a week rather than a date. */
export const isWeekNumber = (text: string): boolean => /^\d{1,4}$/.test(text);

/**
 * Milliseconds since 1970 of the first day of a week.
 *
 * @param text number of the week
 * @param weekOne first day of week 1
 * @returns NaN for anything but a number of 1 to 4 digits
 */
export const parseWeek = (text: string, weekOne: number): number =>
  isWeekNumber(text) ? weekOne + (Number(text) - 1) * 7 * 24 * 60 * MINUTE_MS : Number.NaN;

/** Whether the format of the text does not distinguish day and month. */
export const needsDayOrder = (text: string): boolean => SLASHED.test(text);

/**
 * Milliseconds since 1970 of an RFC 3339 time, a date with or without a time of day, `31.12.2025` or `12/31/2025` (in the given
 * order); UTC if no zone is named. NaN for anything else, and for dates that do not exist.
 */
export function parseTime(text: string, order: DayOrder = 'mdy'): number {
  const iso = ISO.exec(text);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, sign, zoneHours, zoneMinutes] = iso;
    const zone =
      (Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0)) * MINUTE_MS * (sign === '-' ? -1 : 1);
    return utc(year, month, day, hour, minute, second) - zone;
  }
  const dotted = DOTTED.exec(text);
  const [, first, second, year, hour, minute, seconds] = dotted ?? SLASHED.exec(text) ?? [];
  const dayFirst = dotted !== null || order === 'dmy';
  return utc(year, dayFirst ? second : first, dayFirst ? first : second, hour, minute, seconds);
}

function utc(year?: string, month?: string, day?: string, hour = '0', minute = '0', second = '0'): number {
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const date = new Date(at);
  // Date.UTC turns 31 February into 3 March.
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return Number.NaN;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return Number.NaN;
  return at + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
}
