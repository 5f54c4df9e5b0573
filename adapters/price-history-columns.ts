import { PRICE_LEVELS, type Standing, StandingKind } from '../domain/standing/standing.ts';
import type { AnswerInForce } from '../domain/state/model-answer.ts';
import type { DailyLows, HourlyRanges } from '../domain/state/price-history.ts';
import type { PriceState } from '../domain/state/price-state.ts';
import { DAY_MS, dayOf, HOUR_MS, hourOf } from '../domain/values/time.ts';
import { joinDemand, present, splitDemand } from './demand-columns.ts';

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
export function toColumns(history: PriceHistory) {
  const { named, place } = splitDemand(history.demand);
  return [
    lowColumns(history.dailyLows),
    rangeColumns(history.hourlyRanges),
    // Mostly the same ranges as above, which deflate to almost nothing.
    history.watched && rangeColumns(history.watched),
    history.movement.direction,
    numbered(history.movement.reversals, TIMES) ?? history.movement.reversals,
    history.frozenPrices,
    history.salesRate,
    named,
    // Items of version 0.2.0 end here.
    history.supply,
    history.modelAnswer && answerColumn(history.modelAnswer),
    history.standing && standingColumns(history.standing),
    place,
  ];
}

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
  const [salesRate, demand, supply, modelAnswer, standing, place] = others;
  return present({
    dailyLows: isColumns(lows) ? lowsOf(lows) : lows,
    hourlyRanges: isColumns(ranges) ? rangesOf(ranges) : ranges,
    watched: isColumns(watched) ? rangesOf(watched) : watched,
    movement: present({ direction, reversals: isColumn(reversals) ? texts(reversals, TIMES) : reversals }),
    frozenPrices,
    salesRate,
    demand: joinDemand(demand, place),
    supply,
    modelAnswer: Array.isArray(modelAnswer) ? answerOf(modelAnswer) : modelAnswer,
    standing: Array.isArray(standing) ? standingOf(standing) : standing,
  });
}

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

// A number is shorter. A time that it does not restore exactly stays a text.
function timeColumn(time: string): number | string {
  const [ms] = numbered([time], TIMES) ?? [];
  return ms ?? time;
}

const timeOf = (column: unknown): unknown =>
  typeof column === 'number' ? new Date(column).toISOString() : column;

const answerColumn = (answer: AnswerInForce) => [
  timeColumn(answer.at),
  answer.policy,
  answer.listPrice,
  answer.unitCost,
  answer.saleEndsAt && timeColumn(answer.saleEndsAt),
  answer.priceRevision,
];

function answerOf([at, policy, listPrice, unitCost, saleEndsAt, priceRevision]: unknown[]) {
  const times = { at: timeOf(at), saleEndsAt: timeOf(saleEndsAt) };
  return present({ ...times, policy, listPrice, unitCost, priceRevision });
}

// Without names, since most of it is numbers.
function standingColumns({ kind, since, model, why, tally, doubt }: Standing) {
  const { levels, hours, decisions, atLowest, atHighest, changes, reversals, profit, otherwise } = tally;
  return [
    [StandingKind.options.indexOf(kind), timeColumn(since), model, why],
    [hours, decisions, atLowest, atHighest, changes, reversals, profit, otherwise],
    [tally.price, tally.direction],
    PRICE_LEVELS.map((level) => levels[level] && [levels[level].sold, levels[level].expected]),
    doubt && [doubt.more, doubt.less],
  ];
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
    since: timeOf(since),
    model,
    why,
    tally: { levels: Object.fromEntries(sold), ...counts, ...present({ price, direction }) },
    doubt: doubt && { more: doubt[0], less: doubt[1] },
  });
}

// Exact: amounts of money and times in milliseconds are whole numbers far below 2^53.
const differences = (numbers: readonly number[]): number[] =>
  numbers.map((number, at) => number - (numbers[at - 1] ?? 0));

function sums(column: readonly number[]): number[] {
  let sum = 0;
  return column.map((difference) => {
    sum += difference;
    return sum;
  });
}

const isColumns = (value: unknown): value is number[][] => Array.isArray(value);
const isColumn = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'number');
