import * as z from 'zod';
import { later, Time } from '../values/time.ts';
import { hoursForLevel } from './demand-level.ts';
import { faded, fadedShare, hoursBetween } from './fading.ts';
import { Sales } from './sales.ts';

/** What was sold and what was expected of one model up to `at`, both fading. */
export const Calibration = z.object({
  model: z.string(),
  soldUnits: z.number().nonnegative(),
  expectedUnits: z.number().nonnegative(),
  at: Time,
});
export type Calibration = z.infer<typeof Calibration>;

/** What a model expects of the price in force: its index, and the units an hour at the level known then. */
const Expectation = z.object({
  model: z.string(),
  index: z.number().nonnegative(),
  unitsPerHour: z.number().nonnegative(),
});
export type Expectation = z.infer<typeof Expectation>;

/** What was expected from `from`, when the stock was last seen, until `until`, and is not yet held against sales. */
const Pending = z.object({
  from: Time,
  until: Time,
  indexHours: z.number().nonnegative(),
  units: z.number().nonnegative(),
  /** The model that expected all of it; absent where there was more than one. */
  model: z.string().optional(),
});
type Pending = z.infer<typeof Pending>;

/**
 * Where `pending` was broken off: the index over what was expected of the time from `from`, when the stock was last seen, until
 * `until`. Nothing that we know of sold in it, so it lowers the level until the stock is seen again. Then it goes: nobody
 * knows which of the units that are told by then were sold in it.
 */
const Silence = Pending.pick({ from: true, until: true, indexHours: true });
type Silence = z.infer<typeof Silence>;

/** Learned demand of a product: its sales, compared with the sales that the model expected. */
export const DemandMemory = z.object({
  /** The evidence for the demand's level. */
  sales: Sales.optional(),
  expectation: Expectation.optional(),
  pending: Pending.optional(),
  silence: Silence.optional(),
  calibration: Calibration.optional(),
});
export type DemandMemory = z.infer<typeof DemandMemory>;

/** The sales of one stretch of time between two sights of the stock, and what the model had expected of it. */
export const Observed = z.object({
  /** Absent where more than one model had a part in it. */
  model: z.string().optional(),
  hours: z.number(),
  soldUnits: z.number(),
  expectedUnits: z.number(),
  indexHours: z.number(),
});
export type Observed = z.infer<typeof Observed>;

/** How fast the sales fade that tell a level, and what the level becomes by it. */
export interface LevelFading {
  /** Half-life in hours; undefined: no fading. */
  halfLifeHours: number | undefined;
  /** The level goes back to a baseline; where there is none, it stays while its evidence fades. */
  hasBaseline: boolean;
}

/** What is held against a model's calibration fades by half in this many hours. */
export const CALIBRATION_HALF_LIFE_HOURS = 24;

/** How fast what was seen fades. */
export interface Fading {
  level: LevelFading;
  calibrationHalfLifeHours: number;
}

/**
 * Compares the units sold between two observations of the stock with the units expected in that period. A rise of the stock is a
 * restock, which hides the sales before it: neither the units nor the hours of that period are counted.
 *
 * Times are those of the events. Late events neither drop nor double-count expected units:
 * the part of `pending` after `seen.at` is kept for the next observation.
 */
export function observeSales(
  memory: DemandMemory,
  lastStock: number,
  seen: { stock: number; at: string },
  fading: Fading,
): { memory: DemandMemory; observed?: Observed } {
  const { silence: _over, ...rest } = memory;
  const { expectation, pending } = memory;
  if (expectation === undefined || pending === undefined) return { memory: rest };
  const { before, after } = splitAt(expectUntil(pending, seen.at, expectation), seen.at);
  const soldUnits = lastStock - seen.stock;
  if (soldUnits < 0) return { memory: { ...memory, pending: after } };
  const observed: Observed = {
    ...(before.model === undefined ? {} : { model: before.model }),
    hours: hoursBetween(before.from, before.until),
    soldUnits,
    expectedUnits: before.units,
    indexHours: before.indexHours,
  };
  const calibration = calibrated(memory.calibration, observed, before.until, fading.calibrationHalfLifeHours);
  return {
    memory: {
      ...memory,
      sales: withSales(memory.sales, { ...before, soldUnits }, fading.level),
      pending: after,
      ...(calibration ? { calibration } : {}),
    },
    observed,
  };
}

/** The sales with those of one more stretch of time, all as they are worth at its end. */
export function withSales(
  sales: Sales | undefined,
  stretch: { from: string; until: string; indexHours: number; soldUnits: number },
  { halfLifeHours, hasBaseline }: LevelFading,
): Sales {
  const since = sales ? hoursBetween(sales.at, stretch.until) : 0;
  const share = fadedShare(hoursBetween(stretch.from, stretch.until), halfLifeHours);
  const units = faded(sales?.units ?? 0, since, halfLifeHours);
  const indexHours = faded(sales?.indexHours ?? 0, since, halfLifeHours) + share * stretch.indexHours;
  return {
    units: units + share * stretch.soldUnits,
    indexHours:
      sales === undefined || hasBaseline ? indexHours : Math.max(indexHours, hoursForLevel(sales, units)),
    at: sales ? later(sales.at, stretch.until) : stretch.until,
  };
}

/** What was expected of the time up to `now`, since the stock was last seen. */
export const pendingUntil = ({ expectation, pending }: DemandMemory, now: string): DemandMemory['pending'] =>
  expectation && pending && expectUntil(pending, now, expectation);

export const noneSince = (at: string): Silence => ({ from: at, until: at, indexHours: 0 });

/** The time up to `now` in which nothing that we know of sold, as far as anything was expected of it. */
export function silenceUntil(
  { expectation, pending, silence }: DemandMemory,
  now: string,
): Silence | undefined {
  const last = pending ?? silence;
  if (last === undefined) return undefined;
  const hours = expectation === undefined ? 0 : expectation.index * hoursBetween(last.until, now);
  return { from: last.from, until: later(last.until, now), indexHours: last.indexHours + hours };
}

/** What is expected of the time from now on, and how the time before it is to be counted. */
export interface Outlook {
  /** Of the price in force from now on; undefined where no model was asked. */
  next: Expectation | undefined;
  /** When the stock was seen, for an event that tells it. */
  seenAt: string | undefined;
  /** Of the price until now, for a memory that has no expectation of it. */
  before: Expectation | undefined;
}

/**
 * What is expected from now on: at the old price until `now`, from then on at the next. A stretch of time that nothing was
 * expected of for a while counts for nothing, once the stock is seen again.
 */
export function expectFrom(
  memory: DemandMemory,
  now: string,
  { next, seenAt, before }: Outlook,
): DemandMemory {
  const { expectation: _last, pending: _since, silence: _quiet, ...kept } = memory;
  const silence = silenceUntil(memory, now);
  if (next === undefined) return silence ? { ...kept, silence } : kept;
  const pending =
    pendingUntil(memory, now) ?? (seenAt === undefined ? undefined : begun(seenAt, now, before));
  const waiting = pending ? { pending } : { silence: silence ?? noneSince(now) };
  return { ...kept, expectation: next, ...waiting };
}

// Without a price before, nothing could sell until now.
function begun(seenAt: string, now: string, before: Expectation | undefined): Pending {
  if (before === undefined) return { from: now, until: now, indexHours: 0, units: 0 };
  return expectUntil({ from: seenAt, until: seenAt, indexHours: 0, units: 0 }, now, before);
}

/** The calibration as it is worth at `now`. */
export function calibrationAt(calibration: Calibration, now: string, halfLifeHours: number): Calibration {
  const hours = hoursBetween(calibration.at, now);
  return {
    ...calibration,
    soldUnits: faded(calibration.soldUnits, hours, halfLifeHours),
    expectedUnits: faded(calibration.expectedUnits, hours, halfLifeHours),
    at: later(calibration.at, now),
  };
}

function calibrated(
  before: Calibration | undefined,
  { model, soldUnits, expectedUnits }: Observed,
  at: string,
  halfLifeHours: number,
): Calibration | undefined {
  if (model === undefined) return before;
  if (before?.model !== model) return { model, soldUnits, expectedUnits, at };
  const then = calibrationAt(before, at, halfLifeHours);
  return {
    ...then,
    soldUnits: then.soldUnits + soldUnits,
    expectedUnits: then.expectedUnits + expectedUnits,
  };
}

function expectUntil(pending: Pending, until: string, { model, index, unitsPerHour }: Expectation): Pending {
  if (until <= pending.until) return pending;
  const { model: earlier, ...rest } = pending;
  const hours = hoursBetween(pending.until, until);
  const begins = pending.from === pending.until;
  return {
    ...rest,
    until,
    indexHours: pending.indexHours + hours * index,
    units: pending.units + hours * unitsPerHour,
    ...(begins || earlier === model ? { model } : {}),
  };
}

function splitAt(pending: Pending, at: string): { before: Pending; after: Pending } {
  const length = hoursBetween(pending.from, pending.until);
  const share = length === 0 ? 1 : Math.min(1, hoursBetween(pending.from, at) / length);
  const middle = at < pending.from ? pending.from : at;
  return {
    before: {
      ...pending,
      until: middle,
      indexHours: pending.indexHours * share,
      units: pending.units * share,
    },
    after: {
      ...pending,
      from: middle,
      indexHours: pending.indexHours * (1 - share),
      units: pending.units * (1 - share),
    },
  };
}
