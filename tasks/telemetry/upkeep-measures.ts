import { calibrationRatio, type ModelHealth } from '../../domain/model-health.ts';
import type { RebuildProgress } from '../rebuild-cache.ts';
import type { Repriced } from '../reprice-due.ts';
import type { Swept } from '../sweep.ts';
import type { Verified } from '../verify-cache.ts';
import type { Watched } from '../watch-moves.ts';
import type { Measured } from './measured.ts';

/** What the sweeper found open, and for how long. Without a find all are 0, which tells that it was there. */
export const sweepMeasures = (_: unknown, { restarted, givenUp, open, oldest }: Swept): Measured => ({
  service: 'sweeper',
  counts: { Restarted: restarted, GivenUp: givenUp, OpenForLong: open },
  seconds: { OldestOpen: toSeconds(oldest?.openForMs ?? 0) },
  facts: { oldest: oldest?.eventId },
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

/** `Repaired` are prices that Redis lacked, had older, or had otherwise. */
export const repairMeasures = (_: unknown, { published }: Pick<RebuildProgress, 'published'>): Measured => ({
  service: 'repair',
  counts: { Repaired: published },
});

/** The differences, all and by kind, and for how long the price in force that Redis shows least has been in force. */
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

export const breakerMeasures = ({ tripped, standing }: Watched): Measured => ({
  service: 'breaker',
  counts: { TrippedPolicies: standing.length },
  facts: { trips: tripped.length > 0 ? JSON.stringify(tripped) : undefined },
});

const toSeconds = (ms: number): number => Math.round(ms / 1000);
