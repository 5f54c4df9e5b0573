import { basename } from 'node:path';
import type { Kind } from './boost.ts';
import type { Candidate } from './candidate.ts';
import type { Mapping } from './columns.ts';
import { byCategory, type CategoryElasticity, dataElasticities, modelElasticities } from './elasticity.ts';
import { type Evaluation, evaluate } from './evaluate.ts';
import { HOUR_MS } from './interval.ts';
import type { Prepared } from './prepare.ts';
import type { BadRows, Sales } from './sales-file.ts';
import { warningsOf } from './warnings.ts';

/** Facts about a training run, stored as `training` in contract.json and shown in the card. */
export interface Report {
  data: {
    /** Base name of the file. */
    file: string;
    sha256: string;
    columns: Mapping;
    rowsRead: number;
    badRowsDropped: BadRows;
  };
  interval: string;
  /** RFC 3339 times: the first interval, the first one held out, and the end of the last. */
  span: { from: string; holdoutFrom: string; to: string };
  rows: { training: number; holdout: number; filledWithZero: number; droppedWithoutStock: number };
  products: number;
  priceRatio: { lowest: number; highest: number };
  champion: Evaluation['choice'];
  /** Points to review before the model sets a price. */
  warnings: string[];
  explained: Evaluation['explained'];
  rounds: Record<Kind, number>;
  periods: Evaluation['periods'];
  elasticity: CategoryElasticity[];
}

/** Evaluates the candidates and creates the report. `elasticities` are the champion's, by product. */
export function makeReport(
  path: string,
  sales: Sales,
  { set, priceRatio, filled, censored, cut }: Prepared,
  candidates: Record<Kind, Candidate>,
): { report: Report; elasticities: number[] } {
  const evaluation = evaluate(set, candidates);
  const { choice, explained, periods } = evaluation;
  const elasticities = modelElasticities(candidates[choice.kind].model, set, priceRatio);
  const elasticity = byCategory(set, elasticities, dataElasticities(set));
  const starts = set.panel.start;
  const time = (at: number) => new Date(at).toISOString();
  const report: Report = {
    data: {
      file: basename(path),
      sha256: sales.sha256,
      columns: sales.mapping,
      rowsRead: sales.product.length + sales.dropped.count,
      badRowsDropped: sales.dropped,
    },
    interval: set.features.interval,
    span: {
      from: time(starts.reduce((a, b) => Math.min(a, b))),
      holdoutFrom: time(cut),
      to: time(starts.reduce((a, b) => Math.max(a, b)) + set.hours * HOUR_MS),
    },
    rows: {
      training: set.training.length,
      holdout: set.holdout.length,
      filledWithZero: filled,
      droppedWithoutStock: censored,
    },
    products: set.products.length,
    priceRatio,
    champion: choice,
    warnings: warningsOf(evaluation, elasticity),
    explained,
    rounds: { trees: candidates.trees.boosted.rounds, 'log-linear': candidates['log-linear'].boosted.rounds },
    periods,
    elasticity,
  };
  return { report: rounded(report), elasticities };
}

/** Digits beyond the sixth are noise, and differ between machines. */
function rounded<T>(value: T): T {
  if (typeof value === 'number') return Number(value.toPrecision(6)) as T;
  if (Array.isArray(value)) return value.map(rounded) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, rounded(each)])) as T;
}
