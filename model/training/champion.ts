import { seededRandom } from '../random.ts';
import type { Kind } from './boost.ts';
import type { DecisionValue } from './decision-value.ts';
import { deviance, nullDeviance } from './deviance.ts';
import { quantile } from './quantile.ts';

const RESAMPLES = 1000;

export interface Choice {
  kind: Kind;
  why: string;
  /** D2 of trees minus that of log-linear, and its 90% interval over resampled rows. */
  lead: { d2: number; low: number; high: number };
  /** Profit at the best prices of each; absent if the rows have too few sales near them. */
  decision?: DecisionValue;
}

/**
 * Chooses the model whose prices made more profit in rows that none was trained on. If the difference may be chance, it chooses the
 * model with the lower deviance, and if that may be chance too, the log-linear one, which is simpler. The tests are the bootstrap over
 * clusters, whose rows are correlated (Efron & Tibshirani, An Introduction to the Bootstrap, chapter 8).
 *
 * @param expected units that each model expects in the rows
 * @param clusterOf number of the cluster of a row: its product, or its period
 * @param decision the value of the decisions in the rows, if known
 * @param flaw why the log-linear model can't be used, if so
 */
export function chooseChampion(
  units: Float64Array,
  expected: Record<Kind, Float64Array>,
  clusterOf: (row: number) => number,
  flaw: string | undefined,
  decision: DecisionValue | undefined,
): Choice {
  const lead = treesLead(units, expected, clusterOf);
  const valued = decision === undefined ? {} : { decision };
  const by = `${signed(lead.d2)} D2, 90% of resamples ${signed(lead.low)} to ${signed(lead.high)}`;
  if (flaw !== undefined)
    return {
      kind: 'trees',
      lead,
      ...valued,
      why: `The log-linear model is not eligible: ${flaw} (Trees lead by ${by}.)`,
    };
  if (decision !== undefined && (decision.lead.low > 0 || decision.lead.high < 0)) {
    const { lead: ahead, products } = decision;
    const kind = ahead.value > 0 ? 'trees' : 'log-linear';
    const shares = `${percent(ahead.value)} of profit, 90% of resamples ${percent(ahead.low)} to ${percent(ahead.high)}, ${products} products`;
    return { kind, lead, decision, why: `Prices of the ${kind} model earned more (trees: ${shares}).` };
  }
  if (lead.low > 0)
    return {
      kind: 'trees',
      lead,
      ...valued,
      why: `Trees forecast better, by more than chance (${by}).`,
    };
  if (lead.d2 > 0)
    return {
      kind: 'log-linear',
      lead,
      ...valued,
      why: `Trees lead by no more than chance (${by}), and the log-linear model is simpler.`,
    };
  return {
    kind: 'log-linear',
    lead,
    ...valued,
    why: `The log-linear model forecasts as well or better (trees: ${by}).`,
  };
}

const percent = (share: number): string => `${share < 0 ? '' : '+'}${(100 * share).toFixed(1)}%`;
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
