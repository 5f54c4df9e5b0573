import { seededRandom } from '../random.ts';
import type { Kind } from './boost.ts';
import { deviance, nullDeviance } from './deviance.ts';
import { quantile } from './quantile.ts';

const RESAMPLES = 1000;

export interface Choice {
  kind: Kind;
  why: string;
  /** D2 of trees minus that of log-linear on the holdout, and its 90% interval over resampled rows. */
  lead: { d2: number; low: number; high: number };
}

/**
 * Chooses the model with the lower deviance on the holdout. If the difference may be chance, it chooses the log-linear one, which
 * is simpler. The test is the bootstrap over clusters, whose rows are correlated (Efron & Tibshirani, An Introduction to the
 * Bootstrap, chapter 8).
 *
 * @param expected units that each model expects in the holdout rows
 * @param clusterOf number of the cluster of a holdout row: its product, or its period
 * @param flaw why the log-linear model can't be used, if so
 */
export function chooseChampion(
  units: Float64Array,
  expected: Record<Kind, Float64Array>,
  clusterOf: (row: number) => number,
  flaw: string | undefined,
): Choice {
  const lead = treesLead(units, expected, clusterOf);
  const by = `${signed(lead.d2)} D2, 90% of resamples ${signed(lead.low)} to ${signed(lead.high)}`;
  if (flaw !== undefined)
    return {
      kind: 'trees',
      lead,
      why: `The log-linear model is not eligible: ${flaw} (Trees lead by ${by}.)`,
    };
  if (lead.low > 0)
    return { kind: 'trees', lead, why: `Trees foretell the holdout better, by more than chance (${by}).` };
  if (lead.d2 > 0)
    return {
      kind: 'log-linear',
      lead,
      why: `Trees lead by no more than chance (${by}), and the log-linear model is simpler.`,
    };
  return {
    kind: 'log-linear',
    lead,
    why: `The log-linear model foretells the holdout as well or better (trees: ${by}).`,
  };
}

const signed = (d2: number): string => `${d2 < 0 ? '' : '+'}${d2.toFixed(4)}`;

function treesLead(
  units: Float64Array,
  expected: Record<Kind, Float64Array>,
  clusterOf: (row: number) => number,
): Choice['lead'] {
  const byCluster = new Map<number, number>();
  for (const [row, sold] of units.entries()) {
    const gain =
      deviance(sold, expected['log-linear'][row] ?? Number.NaN) -
      deviance(sold, expected.trees[row] ?? Number.NaN);
    byCluster.set(clusterOf(row), (byCluster.get(clusterOf(row)) ?? 0) + gain);
  }
  const gains = [...byCluster.values()];
  const inD2 = 1 / nullDeviance(units);
  const random = seededRandom(1);
  const resampled = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let drawn = 0; drawn < gains.length; drawn++)
      sum += gains[Math.floor(random.uniform(0, gains.length))] ?? 0;
    return sum * inD2;
  });
  return {
    d2: gains.reduce((sum, gain) => sum + gain, 0) * inD2,
    low: quantile(resampled, 0.05),
    high: quantile(resampled, 0.95),
  };
}
