import type { Decision } from '../domain/decision/decision.ts';
import type { PriceState } from '../domain/state/price-state.ts';

/** What a product remembers besides its prices, in a price state or in a decision. */
export type Memory = Pick<PriceState, 'salesRate' | 'demand' | 'supply' | 'standing'> & {
  modelAnswer?: Decision['modelAnswer'] | PriceState['modelAnswer'];
};

type Leaf = string | number | readonly unknown[];
type Path<T> = {
  [K in keyof T & string]-?: NonNullable<T[K]> extends Leaf ? K : `${K}.${Path<NonNullable<T[K]>>}`;
}[keyof T & string];
type Answer = { modelAnswer?: PriceState['modelAnswer'] };

/**
 * Every field of a memory with the column that holds it. Their order is the order within the column, and stored memories
 * depend on it: a new field goes to the end, and none is ever removed.
 */
const FIELDS = {
  'demand.sales.at': 'times',
  'demand.pending.from': 'times',
  'demand.pending.until': 'times',
  'demand.calibration.at': 'times',
  'modelAnswer.at': 'times',
  'modelAnswer.saleEndsAt': 'times',
  'standing.since': 'times',
  'supply.deliveredAt': 'times',
  'supply.expectedAt': 'times',
  'demand.silence.from': 'times',
  'demand.silence.until': 'times',
  'demand.explored.at': 'times',
  'demand.expectation.model': 'texts',
  'demand.pending.model': 'texts',
  'demand.calibration.model': 'texts',
  'standing.model': 'texts',
  'modelAnswer.policy': 'texts',
  'standing.kind': 'texts',
  'standing.why': 'texts',
  'standing.tally.direction': 'texts',
  'demand.sales.units': 'numbers',
  'demand.sales.indexHours': 'numbers',
  'demand.sales.soldAt.units': 'numbers',
  'demand.sales.soldAt.hours': 'numbers',
  'demand.sales.soldAt.variance': 'numbers',
  'demand.sales.slope.precision': 'numbers',
  'demand.sales.slope.pull': 'numbers',
  'demand.expectation.index': 'numbers',
  'demand.expectation.unitsPerHour': 'numbers',
  'demand.expectation.logPrice': 'numbers',
  'demand.pending.logPrice': 'numbers',
  'demand.pending.indexHours': 'numbers',
  'demand.pending.units': 'numbers',
  'demand.calibration.soldUnits': 'numbers',
  'demand.calibration.expectedUnits': 'numbers',
  'salesRate.units': 'numbers',
  'salesRate.hours': 'numbers',
  'salesRate.priceHours': 'numbers',
  'salesRate.earlier.hours': 'numbers',
  'salesRate.earlier.priceHours': 'numbers',
  'modelAnswer.listPrice': 'numbers',
  'modelAnswer.unitCost': 'numbers',
  'modelAnswer.priceRevision': 'numbers',
  'supply.sold': 'numbers',
  'standing.tally.hours': 'numbers',
  'standing.tally.decisions': 'numbers',
  'standing.tally.atLowest': 'numbers',
  'standing.tally.atHighest': 'numbers',
  'standing.tally.changes': 'numbers',
  'standing.tally.reversals': 'numbers',
  'standing.tally.profit': 'numbers',
  'standing.tally.otherwise': 'numbers',
  'standing.tally.price': 'numbers',
  'standing.doubt.more': 'numbers',
  'standing.doubt.less': 'numbers',
  'standing.tally.levels.105.sold': 'numbers',
  'standing.tally.levels.105.expected': 'numbers',
  'standing.tally.levels.95.sold': 'numbers',
  'standing.tally.levels.95.expected': 'numbers',
  'standing.tally.levels.115.sold': 'numbers',
  'standing.tally.levels.115.expected': 'numbers',
  'standing.tally.levels.85.sold': 'numbers',
  'standing.tally.levels.85.expected': 'numbers',
  'standing.tally.levels.above.sold': 'numbers',
  'standing.tally.levels.above.expected': 'numbers',
  'demand.silence.indexHours': 'numbers',
  'demand.silence.logPrice': 'numbers',
  'demand.explored.loss': 'numbers',
  'supply.intervals': 'lists',
} as const satisfies Record<Path<Omit<Memory, 'modelAnswer'> & Answer>, Column>;

type Column = 'times' | 'texts' | 'numbers' | 'lists';

/** Objects that may have no fields: what no column shows. Their positions are stored. */
const MAY_BE_EMPTY = ['demand', 'standing.tally.levels'];

const fieldsIn = (column: Column): string[][] =>
  Object.entries(FIELDS).flatMap(([path, each]) => (each === column ? [path.split('.')] : []));
const [TIMES, TEXTS, NUMBERS, LISTS] = [
  fieldsIn('times'),
  fieldsIn('texts'),
  fieldsIn('numbers'),
  fieldsIn('lists'),
];

/** A number is the distance in ms to the last time before it; a text is a time in another format than ours. */
type TimeCell = string | number | null;
/** 0: the same as the last text before it. */
type TextCell = string | 0 | null;
export type MemoryColumns = [
  times: TimeCell[],
  texts: TextCell[],
  numbers: unknown[],
  lists: unknown[],
  empty: number[],
];

/** The memory without the names of its fields, which would be most of it. What is missing is null, or beyond the column's end. */
export function toMemoryColumns(memory: Memory): MemoryColumns {
  const valuesOf = (fields: string[][]) => fields.map((field) => valueAt(memory, field));
  return [
    trimmed(timeCells(valuesOf(TIMES) as Maybe<string>[])),
    trimmed(textCells(valuesOf(TEXTS) as Maybe<string>[])),
    trimmed(valuesOf(NUMBERS).map((value) => value ?? null)),
    trimmed(valuesOf(LISTS).map((value) => value ?? null)),
    MAY_BE_EMPTY.flatMap((path, at) => (isEmpty(valueAt(memory, path.split('.'))) ? [at] : [])),
  ];
}

/** The memory of these columns; the caller's schema validates it. */
export function fromMemoryColumns([times, texts, numbers, lists, empty]: MemoryColumns): Record<
  string,
  unknown
> {
  const memory: Record<string, unknown> = {};
  const put = (fields: string[][], values: readonly unknown[]) => {
    for (const [at, field] of fields.entries())
      if (values[at] !== null && values[at] !== undefined) putAt(memory, field, values[at]);
  };
  put(TIMES, timesOf(times));
  put(TEXTS, textsOf(texts));
  put(NUMBERS, numbers);
  put(LISTS, lists);
  for (const at of empty) putAt(memory, (MAY_BE_EMPTY[at] ?? '').split('.'), {});
  return memory;
}

type Maybe<Value> = Value | undefined;

const valueAt = (value: unknown, path: string[]): unknown =>
  path.reduce((inner, name) => (inner as Maybe<Record<string, unknown>>)?.[name], value);

function putAt(into: Record<string, unknown>, [name = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    into[name] = value;
    return;
  }
  into[name] ??= {};
  putAt(into[name] as Record<string, unknown>, rest, value);
}

const isEmpty = (value: unknown): boolean => value !== undefined && Object.keys(Object(value)).length === 0;

const trimmed = <Cell>(cells: Cell[]): Cell[] =>
  cells.slice(0, cells.findLastIndex((each) => each !== null) + 1);

function timeCells(times: readonly Maybe<string>[]): TimeCell[] {
  let last = 0;
  return times.map((time) => {
    if (time === undefined) return null;
    const ms = Date.parse(time);
    if (!Number.isFinite(ms) || new Date(ms).toISOString() !== time) return time;
    const cell = ms - last;
    last = ms;
    return cell;
  });
}

function timesOf(cells: readonly TimeCell[]): (string | null)[] {
  let last = 0;
  return cells.map((cell) => {
    if (typeof cell !== 'number') return cell;
    last += cell;
    return new Date(last).toISOString();
  });
}

function textCells(texts: readonly Maybe<string>[]): TextCell[] {
  let last: Maybe<string>;
  return texts.map((text) => {
    if (text === undefined) return null;
    if (text === last) return 0;
    last = text;
    return text;
  });
}

function textsOf(cells: readonly TextCell[]): (string | null)[] {
  let last: string | null = null;
  return cells.map((cell) => {
    if (typeof cell === 'string') last = cell;
    return cell === 0 ? last : cell;
  });
}
