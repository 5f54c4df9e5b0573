import { basename } from 'node:path';
import type { Candidate } from './candidate.ts';
import type { Mapping } from './columns.ts';
import { byCategory, type CategoryElasticity, modelElasticities } from './elasticity.ts';
import type { SlopeFit } from './estimate-slopes.ts';
import { type Evaluation, evaluate, type Trial } from './evaluate.ts';
import { HOUR_MS } from './interval.ts';
import type { Prepared } from './prepare.ts';
import type { BadRows, Sales } from './sales-file.ts';
import type { SlopeChecks } from './slope-checks.ts';
import type { Instrument } from './slope-pass.ts';
import { inelasticOf, warningsOf } from './warnings.ts';

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
  rows: {
    training: number;
    holdout: number;
    filledWithZero: number;
    droppedWithoutStock: number;
    ranOutOfStock: number;
  };
  products: number;
  priceRatio: { lowest: number; highest: number };
  champion: Trial['choice'];
  /** D2 of the candidates in the time that chose the champion. */
  compared: Trial['explained'];
  /** Days after which a sale counts for half in the baselines. */
  halfLifeDays: number;
  /** Why the model should not set prices. It was written all the same, with `--force`. */
  refused: string[];
  /** Points to review before the model sets a price. */
  warnings: string[];
  explained: Evaluation['explained'];
  slopes: SlopeChecks & { spread: number; instrument?: Instrument };
  dispersion: number;
  rounds: number;
  periods: Evaluation['periods'];
  elasticity: CategoryElasticity[];
}

/** What training came to. */
export interface Outcome {
  champion: Candidate;
  trial: Trial;
  halfLifeDays: number;
  slopes: SlopeFit;
  checks: SlopeChecks;
  /** Reasons against the slopes, so far. */
  refused: readonly string[];
}

/** Evaluates the champion and creates the report. `elasticities` are the products' own, the model's with their shifts. */
export function makeReport(
  path: string,
  sales: Sales,
  { set, priceRatio, filled, dropped, censored, cut }: Prepared,
  { champion, trial, halfLifeDays, slopes, checks, refused }: Outcome,
): { report: Report; elasticities: number[] } {
  const evaluation = evaluate(set, champion);
  const { explained, periods } = evaluation;
  const curves = modelElasticities(champion.model, set, priceRatio);
  const elasticities = curves.map((slope, product) => slope + (champion.shifts[product] ?? 0));
  const alone = slopes.alone.map((estimate) => estimate?.value ?? Number.NaN);
  const elasticity = byCategory(set, elasticities, alone);
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
      droppedWithoutStock: dropped,
      ranOutOfStock: censored,
    },
    products: set.products.length,
    priceRatio,
    champion: trial.choice,
    compared: trial.explained,
    halfLifeDays,
    refused: [...refused, ...inelasticOf(elasticity)],
    warnings: warningsOf(evaluation, champion.kind, elasticity),
    explained,
    slopes: {
      ...checks,
      spread: slopes.spread,
      ...(slopes.instrument === undefined ? {} : { instrument: slopes.instrument }),
    },
    dispersion: slopes.dispersion,
    rounds: champion.boosted.rounds,
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
