import * as z from 'zod';
import { later, Time } from '../values/time.ts';
import { hoursForLevel } from './demand-level.ts';
import { faded, fadedShare, hoursBetween } from './fading.ts';
import { Sales } from './sales.ts';
import { slopeEvidence, withEvidence } from './slope.ts';

/** Units sold and units that one model expected up to `at`; both fade. */
export const Calibration = z.object({
  model: z.string(),
  soldUnits: z.number().nonnegative(),
  expectedUnits: z.number().nonnegative(),
  at: Time,
});
export type Calibration = z.infer<typeof Calibration>;

/** The model's expectation at the price in force: its index, and the units an hour at the level known at that time. */
const Expectation = z.object({
  model: z.string(),
  index: z.number().nonnegative(),
  unitsPerHour: z.number().nonnegative(),
  /** ln of the price over the list price; absent: 0. */
  logPrice: z.number().optional(),
});
export type Expectation = z.infer<typeof Expectation>;

/** Units expected between `from`, the last known stock, and `until`, not yet compared with sales. */
const Pending = z.object({
  from: Time,
  until: Time,
  indexHours: z.number().nonnegative(),
  /** The mean log price of these hours; absent: 0. */
  logPrice: z.number().optional(),
  units: z.number().nonnegative(),
  /** The model that expected all of it; absent after a change of model. */
  model: z.string().optional(),
});
type Pending = z.infer<typeof Pending>;

/**
 * Expected sales from `from`, the last known stock, to `until`, where `pending` was interrupted (as an index integrated over
 * hours). No known sale falls into this period, so it lowers the level until the stock is seen again. It is dropped then,
 * because units reported by then may have been sold in it.
 */
const Silence = Pending.pick({ from: true, until: true, indexHours: true, logPrice: true });
type Silence = z.infer<typeof Silence>;

/** Learned demand of a product: its sales, compared with the sales that the model expected. */
export const DemandMemory = z.object({
  /** The evidence for the demand's level. */
  sales: Sales.optional(),
  expectation: Expectation.optional(),
  pending: Pending.optional(),
  silence: Silence.optional(),
  calibration: Calibration.optional(),
  /** Profit that price experiments were expected to cost up to `at`, in minor units; it fades. */
  explored: z.object({ loss: z.number().nonnegative(), at: Time }).optional(),
});
export type DemandMemory = z.infer<typeof DemandMemory>;

/** The sales between two observations of the stock, and what the model expected. */
export const Observed = z.object({
  /** Absent if several models contributed. */
  model: z.string().optional(),
  hours: z.number(),
  soldUnits: z.number(),
  expectedUnits: z.number(),
  indexHours: z.number(),
});
export type Observed = z.infer<typeof Observed>;

/** How fast the sales behind a level fade, and where the level goes. */
export interface LevelFading {
  /** Half-life in hours; undefined: no fading. */
  halfLifeHours: number | undefined;
  /** With a baseline the level returns to it; without one it stays while its evidence fades. */
  hasBaseline: boolean;
  /** The most units that count: older ones give way to newer ones. */
  mostUnits: number;
}

/** Half-life of the evidence for a model's calibration. */
export const CALIBRATION_HALF_LIFE_HOURS = 24;

/** How fast observations fade. */
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

/** A period, and the units sold in it. It counts as if all of it had passed at its mean log price. */
interface Stretch {
  from: string;
  until: string;
  indexHours: number;
  soldUnits: number;
  logPrice?: number | undefined;
}

/** The sales including one more period, faded to the end of that period. What fades leaves its evidence for the slope. */
export function withSales(sales: Sales | undefined, stretch: Stretch, fading: LevelFading): Sales {
  const { halfLifeHours, hasBaseline, mostUnits } = fading;
  const since = sales ? hoursBetween(sales.at, stretch.until) : 0;
  const share = fadedShare(hoursBetween(stretch.from, stretch.until), halfLifeHours);
  const units = faded(sales?.units ?? 0, since, halfLifeHours);
  const indexHours = faded(sales?.indexHours ?? 0, since, halfLifeHours);
  const moreUnits = share * stretch.soldUnits;
  const moreHours = share * stretch.indexHours;
  const all = {
    units: units + moreUnits,
    indexHours:
      sales === undefined || hasBaseline
        ? indexHours + moreHours
        : Math.max(indexHours + moreHours, hoursForLevel(sales, units)),
    at: sales ? later(sales.at, stretch.until) : stretch.until,
    soldAt: soldAtWith(sales?.soldAt, stretch.logPrice ?? 0, {
      ofUnits: shareOf(moreUnits, units),
      ofHours: shareOf(moreHours, indexHours),
    }),
    ...slopeAfter(sales, units),
  };
  if (all.units <= mostUnits) return all;
  const kept = mostUnits / all.units;
  return {
    ...all,
    units: mostUnits,
    indexHours: hasBaseline ? kept * all.indexHours : hoursForLevel(all, mostUnits),
    ...slopeAfter(all, mostUnits),
  };
}

/** The evidence for the slope when only `left` of the units still count. */
function slopeAfter(sales: Sales | undefined, left: number): Pick<Sales, 'slope'> {
  if (sales === undefined || sales.units === 0) return sales?.slope ? { slope: sales.slope } : {};
  const slope = withEvidence(sales.slope, slopeEvidence(sales), 1 - left / sales.units);
  return slope.precision === 0 ? {} : { slope };
}

/** The log prices with those of one more period, which has these shares of all units and hours. */
function soldAtWith(
  { units, hours, variance }: NonNullable<Sales['soldAt']> = { units: 0, hours: 0, variance: 0 },
  logPrice: number,
  { ofUnits, ofHours }: { ofUnits: number; ofHours: number },
): Sales['soldAt'] {
  const away = logPrice - hours;
  return {
    units: units + ofUnits * (logPrice - units),
    hours: hours + ofHours * away,
    variance: (1 - ofHours) * (variance + ofHours * away ** 2),
  };
}

const shareOf = (part: number, rest: number): number => (part === 0 ? 0 : part / (part + rest));

/** The units expected from the last known stock up to `now`. */
export const pendingUntil = ({ expectation, pending }: DemandMemory, now: string): DemandMemory['pending'] =>
  expectation && pending && expectUntil(pending, now, expectation);

export const noneSince = (at: string): Silence => ({ from: at, until: at, indexHours: 0 });

/** The expected part of the time up to `now` in which no known sale happened. */
export function silenceUntil(
  { expectation, pending, silence }: DemandMemory,
  now: string,
): Silence | undefined {
  const last = pending ?? silence;
  if (last === undefined) return undefined;
  const hours = expectation === undefined ? 0 : expectation.index * hoursBetween(last.until, now);
  return { from: last.from, until: later(last.until, now), ...offeredUntil(last, hours, expectation) };
}

/** The expectation from now on, and how to count the time before. */
export interface Outlook {
  /** At the price in force from now on; undefined if no model was asked. */
  next: Expectation | undefined;
  /** When the stock was seen; undefined for an event without stock. */
  seenAt: string | undefined;
  /** At the price until now, for a memory without an expectation. */
  before: Expectation | undefined;
}

/**
 * The memory with the old expectation up to `now` and the next one after it. A period that lacks an expectation for some of
 * its time does not count once the stock is seen again.
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

// Without an earlier price nothing could be sold until now.
function begun(seenAt: string, now: string, before: Expectation | undefined): Pending {
  if (before === undefined) return { from: now, until: now, indexHours: 0, units: 0 };
  return expectUntil({ from: seenAt, until: seenAt, indexHours: 0, units: 0 }, now, before);
}

/** The calibration, faded to `now`. */
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

/** Index hours and their mean log price with more of them at the price of the expectation. */
function offeredUntil(
  { indexHours, logPrice = 0 }: Pick<Silence, 'indexHours' | 'logPrice'>,
  more: number,
  at: Expectation | undefined,
): Pick<Silence, 'indexHours' | 'logPrice'> {
  const away = (at?.logPrice ?? 0) - logPrice;
  return { indexHours: indexHours + more, logPrice: logPrice + shareOf(more, indexHours) * away };
}

function expectUntil(pending: Pending, until: string, expectation: Expectation): Pending {
  const { model, index, unitsPerHour } = expectation;
  if (until <= pending.until) return pending;
  const { model: earlier, ...rest } = pending;
  const hours = hoursBetween(pending.until, until);
  const begins = pending.from === pending.until;
  return {
    ...rest,
    until,
    ...offeredUntil(pending, hours * index, expectation),
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
