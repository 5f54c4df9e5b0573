import { PRICE_LEVELS, StandingKind } from '../domain/standing/standing.ts';
import type { DailyLows, HourlyRanges } from '../domain/state/price-history.ts';
import type { PriceState } from '../domain/state/price-state.ts';
import { DAY_MS, dayOf, HOUR_MS, hourOf } from '../domain/values/time.ts';
import { fromMemoryColumns, type MemoryColumns, toMemoryColumns } from './memory-columns.ts';
import { differences, sums } from './number-columns.ts';

/** Fields that no DynamoDB expression uses; they are read and written as a whole. */
export type PriceHistory = Pick<
  PriceState,
  | 'dailyLows'
  | 'hourlyRanges'
  | 'watched'
  | 'movement'
  | 'frozenPrices'
  | 'salesRate'
  | 'demand'
  | 'supply'
  | 'modelAnswer'
  | 'standing'
>;

/**
 * The history as columns of numbers, each the difference from the previous one: days, hours and times, which are most of it, need
 * only a few digits, and differences of prices fewer than prices. In JSON, so a missing value is null.
 */
export const toColumns = (history: PriceHistory) => [
  lowColumns(history.dailyLows),
  rangeColumns(history.hourlyRanges),
  // Mostly the same ranges as above, which deflate to almost nothing.
  history.watched && rangeColumns(history.watched),
  history.movement.direction,
  numbered(history.movement.reversals, TIMES) ?? history.movement.reversals,
  history.frozenPrices,
  toMemoryColumns(history),
];

/** Splits a state into its history in columns and the rest. */
export function splitState(state: PriceState) {
  const { salesRate, demand, dailyLows, hourlyRanges, watched, movement, frozenPrices, ...others } = state;
  const { supply, modelAnswer, standing, ...rest } = others;
  const prices = { dailyLows, hourlyRanges, watched, movement, frozenPrices };
  const history = { ...prices, salesRate, demand, supply, modelAnswer, standing };
  return { columns: toColumns(history), rest };
}

/** Restores the history from its columns. Absent values stay absent; the schema of the price state validates the result. */
export function fromColumns(columns: unknown[]): Record<string, unknown> {
  const [lows, ranges, watched, direction, reversals, frozenPrices, ...others] = columns;
  return present({
    dailyLows: isColumns(lows) ? lowsOf(lows) : lows,
    hourlyRanges: isColumns(ranges) ? rangesOf(ranges) : ranges,
    watched: isColumns(watched) ? rangesOf(watched) : watched,
    movement: present({ direction, reversals: isColumn(reversals) ? texts(reversals, TIMES) : reversals }),
    frozenPrices,
    ...(Array.isArray(others[0]) ? fromMemoryColumns(others[0] as MemoryColumns) : namedMemory(others)),
  });
}

// Format 2 named the fields, but for those of the standing.
const namedMemory = ([salesRate, demand, supply, modelAnswer, standing]: unknown[]) => ({
  salesRate,
  demand,
  supply,
  modelAnswer,
  standing: Array.isArray(standing) ? standingOf(standing) : standing,
});

const present = (fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));

/** Time strings that can be represented as whole numbers of a unit. */
interface Numbering {
  unitMs: number;
  /** Suffix that makes the string a complete time. */
  rest: string;
  textOf: (time: string) => string;
}
const DAYS: Numbering = { unitMs: DAY_MS, rest: 'T00:00:00.000Z', textOf: dayOf };
const HOURS: Numbering = { unitMs: HOUR_MS, rest: ':00:00.000Z', textOf: hourOf };
const TIMES: Numbering = { unitMs: 1, rest: '', textOf: (time) => time };

/** The column of these strings; undefined if one is not in the exact format, such as a date that does not exist. */
function numbered(keys: readonly string[], { unitMs, rest, textOf }: Numbering): number[] | undefined {
  const isOwn = (key: string, ms: number) =>
    Number.isFinite(ms) && textOf(new Date(ms).toISOString()) === key;
  const all = keys.map((key) => Date.parse(`${key}${rest}`));
  return all.every((ms, at) => isOwn(keys[at] ?? '', ms))
    ? differences(all.map((ms) => ms / unitMs))
    : undefined;
}

const texts = (column: number[], { unitMs, textOf }: Numbering): string[] =>
  sums(column).map((number) => textOf(new Date(number * unitMs).toISOString()));

// Records with other keys than days or hours stay as they are; the schema allows them.
function lowColumns(lows: DailyLows): number[][] | DailyLows {
  const days = numbered(Object.keys(lows), DAYS);
  return days ? [days, differences(Object.values(lows))] : lows;
}

function lowsOf([days = [], lows = []]: number[][]) {
  const amounts = sums(lows);
  return Object.fromEntries(texts(days, DAYS).map((day, at) => [day, amounts[at]]));
}

function rangeColumns(ranges: HourlyRanges): number[][] | HourlyRanges {
  const hours = numbered(Object.keys(ranges), HOURS);
  const all = Object.values(ranges);
  return hours
    ? [
        hours,
        differences(all.map(({ lowest }) => lowest)),
        all.map(({ lowest, highest }) => highest - lowest),
      ]
    : ranges;
}

function rangesOf([hours = [], lowest = [], widths = []]: number[][]) {
  const lows = sums(lowest);
  return Object.fromEntries(
    texts(hours, HOURS).map((hour, at) => {
      const low = lows[at] ?? Number.NaN;
      return [hour, { lowest: low, highest: low + (widths[at] ?? Number.NaN) }];
    }),
  );
}

function standingOf([head = [], sums = [], last = [], levels = [], doubt]: unknown[][]) {
  const [kind, since, model, why] = head;
  const [hours, decisions, atLowest, atHighest, changes, reversals, profit, otherwise] = sums;
  const [price, direction] = last;
  const sold = PRICE_LEVELS.flatMap((level, at) => {
    const pair = levels[at];
    return Array.isArray(pair) ? [[level, { sold: pair[0], expected: pair[1] }]] : [];
  });
  const counts = { hours, decisions, atLowest, atHighest, changes, reversals, profit, otherwise };
  return present({
    kind: StandingKind.options[Number(kind)],
    since: typeof since === 'number' ? new Date(since).toISOString() : since,
    model,
    why,
    tally: { levels: Object.fromEntries(sold), ...counts, ...present({ price, direction }) },
    doubt: doubt && { more: doubt[0], less: doubt[1] },
  });
}

const isColumns = (value: unknown): value is number[][] => Array.isArray(value);
const isColumn = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'number');
