/** The text is not a time, or not in the given format. */
export class NoTime extends Error {
  override readonly name = 'NoTime';
}

/** Day and month are ambiguous, and no earlier line has decided their order. */
export class AmbiguousTime extends Error {
  override readonly name = 'AmbiguousTime';
}

export interface TimeFormat {
  /** Such as `DD/MM/YYYY` or `MM/DD/YY HH:mm`: YYYY YY MM DD HH mm ss; a time of day may follow a date alone. */
  format?: string | undefined;
  /** Offset of times without one, such as `+02:00`. */
  offset?: string | undefined;
}

/**
 * Makes the reader of a file's times, to RFC 3339 in UTC. Without a format it accepts RFC 3339, `YYYY-MM-DD HH:MM:SS`, seconds
 * or milliseconds since 1970, and `DD/MM/YYYY` or `MM/DD/YYYY` after the first time that allows only one of them. The
 * reader then expects this order in the rest of the file.
 */
export function timeReader({ format, offset = 'Z' }: TimeFormat = {}): (text: string) => string {
  const fixed = format === undefined ? undefined : formatReader(format, offset);
  let dayFirst: boolean | undefined;

  const slashes = (text: string): string | undefined => {
    const [, first, second, year, rest] = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})(\D.*)?$/.exec(text) ?? [];
    if (first === undefined || second === undefined || year === undefined) return undefined;
    if (dayFirst === undefined) {
      const [mayBeMonthFirst, mayBeDayFirst] = [isDate(first, second), isDate(second, first)];
      if (mayBeMonthFirst && mayBeDayFirst && Number(first) !== Number(second)) throw new AmbiguousTime(text);
      // A date that is invalid in both orders decides nothing.
      if (mayBeMonthFirst !== mayBeDayFirst) dayFirst = mayBeDayFirst;
    }
    const [day, month] = dayFirst === false ? [second, first] : [first, second];
    return toUtc({ year, month, day }, rest ?? '', offset, text);
  };

  return (given) => {
    const text = given.trim();
    if (text === '') throw new NoTime('is empty');
    if (fixed) return fixed(text);
    const [, year, month, day, rest] = /^(\d{4})-(\d{1,2})-(\d{1,2})(\D.*)?$/.exec(text) ?? [];
    if (year && month && day) return toUtc({ year, month, day }, rest ?? '', offset, text);
    if (/^\d{9,10}(\.\d+)?$/.test(text)) return new Date(Number(text) * 1000).toISOString();
    if (/^\d{12,13}$/.test(text)) return new Date(Number(text)).toISOString();
    const read = slashes(text);
    if (read === undefined) throw new NoTime(`"${text}" is not a known time format`);
    return read;
  };
}

const isDate = (month: string, day: string): boolean =>
  Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;

interface DateParts {
  year: string;
  month: string;
  day: string;
}

const TIME_OF_DAY =
  /^[T ,]*(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?\s*([ap]m)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?$/i;

function toUtc({ year, month, day }: DateParts, timeOfDay: string, offset: string, text: string): string {
  const [all, hour = '0', minute = '00', second = '00', fraction = '', half, zone] =
    timeOfDay.trim() === '' ? [''] : (TIME_OF_DAY.exec(timeOfDay) ?? []);
  if (all === undefined) throw new NoTime(`"${text}" does not end with a time of day`);
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0);
  const [yyyy, mm, dd] = [fullYear(year), month.padStart(2, '0'), day.padStart(2, '0')];
  const local = `${yyyy}-${mm}-${dd}T${String(hours).padStart(2, '0')}:${minute}:${second}${fraction.slice(0, 4)}`;
  const ms = Date.parse(local + zoneOf(zone ?? offset));
  // Date.parse reads the 31st of June as the 1st of July.
  if (Number.isNaN(ms) || new Date(`${yyyy}-${mm}-${dd}T00:00:00Z`).getUTCDate() !== Number(dd))
    throw new NoTime(`"${text}" is not a valid date`);
  return new Date(ms).toISOString();
}

const zoneOf = (zone: string): string =>
  /^(Z|UTC|GMT)$/i.test(zone) ? 'Z' : zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2');

// Two digits mean this century: no such file holds sales of the last one.
const fullYear = (year: string): string => (year.length === 2 ? `20${year}` : year);

const PARTS: Record<string, string> = {
  YYYY: '(?<year>\\d{4})',
  YY: '(?<year>\\d{2})',
  MM: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
};

/** Throws NoTime for a format without year, month and day. */
function formatReader(format: string, offset: string): (text: string) => string {
  const parts = format.split(/(YYYY|YY|MM|DD|HH|mm|ss)/).filter((part) => part !== '');
  const source = parts.map((part) => PARTS[part] ?? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('');
  const count = (part: string) => parts.filter((each) => each === part).length;
  if (count('YYYY') + count('YY') !== 1 || count('MM') !== 1 || count('DD') !== 1 || count('HH') > 1)
    throw new NoTime(`the format ${format} needs YYYY or YY, MM and DD, each once`);
  const pattern = new RegExp(`^${source}${parts.includes('HH') ? '' : '(?<rest>\\D.*)?'}$`);
  return (text) => {
    const found = pattern.exec(text)?.groups;
    if (found === undefined) throw new NoTime(`"${text}" does not have the format ${format}`);
    const { year = '', month = '', day = '', hour, minute = '00', second = '00', rest = '' } = found;
    return toUtc(
      { year, month, day },
      hour === undefined ? rest : `T${hour}:${minute}:${second}`,
      offset,
      text,
    );
  };
}
