import { calibrationRatio, type ModelHealth } from '../domain/context/model-health.ts';
import type { Measured } from '../tasks/telemetry/measured.ts';
import type { DrainReport } from './drain-accepted.ts';
import type { RebuildProgress } from './rebuild-cache.ts';
import type { Repriced } from './reprice-due.ts';
import type { Swept } from './sweep.ts';
import type { Verified } from './verify-cache.ts';
import type { Watched } from './watch-moves.ts';

/** What the sweeper found open, and for how long. Without a find all are 0, which tells that it was there. */
export const sweepMeasures = (_: unknown, { restarted, givenUp, open, oldest, outage }: Swept): Measured => ({
  service: 'sweeper',
  counts: { Restarted: restarted, GivenUp: givenUp, OpenForLong: open },
  seconds: { OldestOpen: toSeconds(oldest?.openForMs ?? 0) },
  facts: { oldest: oldest?.eventId, ...(outage ? { outage: 'the first restart has to wait' } : {}) },
});

/** `Kept` are events that have to wait on: what they need is still away. */
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

/** Accepted events that were looked up, and those of them that had no row; what is no event has none either. */
export const reconcileMeasures = ({ checked, kept, missing, unreadable, fault }: DrainReport): Measured => ({
  service: 'accepted',
  counts: { Checked: checked, Missing: kept.length },
  facts: {
    missing: missing.join(' ') || undefined,
    unreadable: unreadable.map(({ messageId }) => messageId).join(' ') || undefined,
    fault: fault === undefined ? undefined : String(fault),
  },
});

/** How far the prices that time alone may change are behind. */
export const repriceMeasures = (_: unknown, { repriced, due, longestOverdueMs }: Repriced): Measured => ({
  service: 'reprice',
  counts: { Repriced: repriced, Due: due },
  seconds: { LongestOverdue: toSeconds(longestOverdueMs) },
});

export const settleMeasures = (_: unknown, { settled }: { settled: number }): Measured => ({
  service: 'marks',
  counts: { Settled: settled },
});

/** `Repaired` are prices that Redis lacked, had older, or had otherwise; `Discarded` those that it showed and that were never in force. */
export const repairMeasures = (
  _: unknown,
  { published, discarded }: Pick<RebuildProgress, 'published' | 'discarded'>,
): Measured => ({
  service: 'repair',
  counts: { Repaired: published, Discarded: discarded },
});

/** Numbers of differences, in total and by kind, and the longest time for which a price in force is not shown by Redis. */
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

/** A model's calibration: units sold for each unit that it had expected. */
export function modelMeasures(health: ModelHealth): Measured {
  const ratio = calibrationRatio(health);
  return {
    service: 'models',
    dimensions: { model: health.model },
    counts: { SoldUnits: health.soldUnits, ExpectedUnits: health.expectedUnits },
    ...(ratio === undefined ? {} : { ratios: { Calibration: ratio } }),
  };
}

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
