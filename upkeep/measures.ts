import { calibrationRatio, type ModelHealth } from '../domain/context/model-health.ts';
import type { RebuildProgress, Verified } from '../domain/record/upkeep-lines.ts';
import type { Measured } from '../tasks/telemetry/measured.ts';
import type { DrainReport } from './drain-accepted.ts';
import type { Repriced } from './reprice-due.ts';
import type { Swept } from './sweep.ts';
import type { Watched } from './watch-moves.ts';

/** The sweeper's counts of open rows and their age. Zeros show that it ran. */
export const sweepMeasures = (_: unknown, { restarted, givenUp, open, oldest, outage }: Swept): Measured => ({
  service: 'sweeper',
  counts: { Restarted: restarted, GivenUp: givenUp, OpenForLong: open },
  seconds: { OldestOpen: toSeconds(oldest?.openForMs ?? 0) },
  facts: { oldest: oldest?.eventId, ...(outage ? { outage: 'the first restart has to wait' } : {}) },
});

/** `Kept`: events that continue to wait, because a service that they need is still down. */
export const waitingMeasures = (
  _: unknown,
  {
    batchItemFailures,
    restarted,
    fault,
  }: { batchItemFailures: unknown[]; restarted: number; fault?: string },
): Measured => ({
  service: 'waiting',
  counts: { Restarted: restarted, Kept: batchItemFailures.length },
  facts: { fault },
});

/** Accepted events that were looked up, and those without a row, including unreadable messages. */
export const reconcileMeasures = ({ checked, kept, missing, unreadable, fault }: DrainReport): Measured => ({
  service: 'accepted',
  counts: { Checked: checked, Missing: kept.length },
  facts: {
    missing: missing.join(' ') || undefined,
    unreadable: unreadable.map(({ messageId }) => messageId).join(' ') || undefined,
    fault: fault === undefined ? undefined : String(fault),
  },
});

/** How far the schedule is behind with due prices. */
export const repriceMeasures = (_: unknown, { repriced, due, longestOverdueMs }: Repriced): Measured => ({
  service: 'reprice',
  counts: { Repriced: repriced, Due: due },
  seconds: { LongestOverdue: toSeconds(longestOverdueMs) },
});

export const settleMeasures = (_: unknown, { settled }: { settled: number }): Measured => ({
  service: 'marks',
  counts: { Settled: settled },
});

/** `Repaired`: prices that Redis lacked or had wrong. `Discarded`: prices in Redis that were never in force. */
export const repairMeasures = (
  _: unknown,
  { published, discarded }: Pick<RebuildProgress, 'published' | 'discarded'>,
): Measured => ({
  service: 'repair',
  counts: { Repaired: published, Discarded: discarded },
});

/** Number of differences, in total and by kind, and the longest time for which Redis has not shown a price in force. */
export function cacheMeasures({ checked, differences, unshownForMs = 0 }: Verified): Measured {
  const byKind = Object.entries(differences);
  return {
    service: 'cache',
    counts: {
      ProductsChecked: checked,
      Differences: byKind.reduce((total, [, count]) => total + count, 0),
      ...Object.fromEntries(byKind.map(([kind, count]) => [`Differences.${kind}`, count])),
    },
    seconds: { LongestUnshown: toSeconds(unshownForMs) },
  };
}

/** A model's calibration: units sold / units expected. */
export function modelMeasures(health: ModelHealth): Measured {
  const ratio = calibrationRatio(health);
  return {
    service: 'models',
    dimensions: { model: health.model },
    counts: { SoldUnits: health.soldUnits, ExpectedUnits: health.expectedUnits },
    ...(ratio === undefined ? {} : { ratios: { Calibration: ratio } }),
  };
}

/** Products that the watchdog has stopped. */
export const standingMeasures = (stopped: readonly string[]): Measured => ({
  service: 'standings',
  counts: { StoppedProducts: stopped.length },
  facts: { stopped: stopped.length > 0 ? stopped.join(' ') : undefined },
});

/** `UnreadableItems` are products, policies and price states that can't be read. */
export const breakerMeasures = ({ tripped, pausedByBreaker, alone, unreadable }: Watched): Measured => ({
  service: 'breaker',
  counts: {
    TrippedPolicies: pausedByBreaker.length,
    PoliciesPutAlone: alone.length,
    UnreadableItems: unreadable.length,
  },
  facts: {
    trips: tripped.length > 0 ? JSON.stringify(tripped) : undefined,
    putAlone: alone.length > 0 ? alone.join(', ') : undefined,
    unreadable: unreadable[0],
  },
});

const toSeconds = (ms: number): number => Math.round(ms / 1000);
