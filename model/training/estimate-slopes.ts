import { cellRows, flatProfile } from './cell-rows.ts';
import { DataError } from './data-error.ts';
import { DAY_HOURS, type DemandCells, demandCells } from './demand-cells.ts';
import { dispersionOf } from './dispersion.ts';
import { BLOCK_DAYS, clusters, slopeFactors, weekdays } from './slope-factors.ts';
import type { Slopes } from './slope-hierarchy.ts';
import { type Instrument, type Known, type Pass, slopePass } from './slope-pass.ts';
import type { TrainingSet } from './training-set.ts';

/** Days after which an observation counts for half. */
const HALF_LIFE_DAYS = 364;
const PASSES = 4;
/** Change of the slope of all products in a pass below which passes end. */
const CONVERGED = 2e-3;

export interface SlopeFit extends Slopes {
  /** By row of the panel: the factor that its day or week has on demand, 1 on average. 1 in rows not used. */
  season: Float64Array;
  /** By row of the panel: its units, or more where the stock ran out. */
  demand: Float64Array;
  /** Variance of a row's demand beyond Poisson, as a share of its squared mean. */
  dispersion: number;
  /** Absent if the data has no costs that vary. */
  instrument?: Instrument;
  /** The observations and their fit, for checks. */
  observed: Known & Pick<Pass, 'data' | 'fit'>;
}

/**
 * Estimates how each product's demand falls with its price, apart from what its day or week, its category's month and promotions do
 * to demand: Poisson pseudo-maximum likelihood with fixed effects, then a slope for each product, shrunk towards its category and
 * categories towards all. Where costs are a strong instrument and change the slope, their control function is in the mean. Where the
 * stock ran out, demand is its expectation. All of this is repeated until it agrees.
 *
 * @param rows training rows of the panel
 * @throws DataError if all prices move together, so that nothing is left to compare
 */
export function estimateSlopes(set: TrainingSet, rows: Uint32Array): SlopeFit {
  const cells = demandCells(set, rows);
  const days = Math.max(set.hours, DAY_HOURS) / DAY_HOURS;
  const block = cells.time.map((time) => Math.floor((time * days) / BLOCK_DAYS));
  const last = cells.time.reduce((a, b) => Math.max(a, b), 0);
  const factors = slopeFactors(set, cells, block);
  const known: Known = {
    cells,
    block,
    factors,
    cluster: clusters(factors.product, block),
    weight: Float64Array.from(cells.time, (time) => 0.5 ** (((last - time) * days) / HALF_LIFE_DAYS)),
    categories: set.categories,
  };
  const between = cellRows(set, cells);
  let profile = flatProfile(set);
  let passed = slopePass(known, between.exposure(profile));
  for (let pass = 1; pass < PASSES; pass++) {
    const before = passed;
    profile = between.profile(profile, before.fit.mean);
    passed = slopePass(known, between.exposure(profile), before);
    if (Math.abs(passed.slopes.all.value - before.slopes.all.value) < CONVERGED) break;
  }
  const { slopes, data, fit, timeEffect, instrument } = passed;
  if (!Number.isFinite(slopes.all.value))
    throw new DataError(
      'All products changed their prices at the same times and by the same shares: what the price does to demand can not be told from what the time does. Vary prices of some products alone.',
    );
  const season = seasonOf(set, cells, timeEffect, fit.mean);
  const complete = (row: number) => set.panel.censored[row] !== 1;
  const mean = between.mean(profile, fit.mean);
  return {
    ...slopes,
    season,
    demand: demandOf(set, cells, fit.units),
    dispersion: dispersionOf(
      Float64Array.from(cells.rows.filter(complete), (row) => set.panel.units[row] ?? 0),
      mean.filter((_, i) => complete(cells.rows[i] ?? 0)),
    ),
    ...(instrument === undefined ? {} : { instrument }),
    observed: { ...known, data, fit },
  };
}

/** Effects of time by row, over their mean on the same weekday, which the model has columns for. */
function seasonOf(
  { panel, hours }: TrainingSet,
  cells: DemandCells,
  timeEffect: Float64Array,
  mean: Float64Array,
): Float64Array {
  const slots = hours < 168 ? weekdays(cells).of : new Uint32Array(cells.time.length);
  const sums = Array.from({ length: 7 }, () => ({ weight: 0, effect: 0 }));
  for (const [c, effect] of timeEffect.entries()) {
    const sum = sums[slots[c] ?? 0];
    if (sum === undefined) continue;
    sum.weight += mean[c] ?? 0;
    sum.effect += (mean[c] ?? 0) * effect;
  }
  const season = new Float64Array(panel.start.length).fill(1);
  for (const [c, effect] of timeEffect.entries()) {
    const { weight = 1, effect: sum = 0 } = sums[slots[c] ?? 0] ?? {};
    for (let i = cells.starts[c] ?? 0; i < (cells.starts[c + 1] ?? 0); i++)
      season[cells.rows[i] ?? 0] = weight > 0 ? Math.exp(effect - sum / weight) : 1;
  }
  return season;
}

/** The demand of the cells by row: what a stock-out hides belongs to the row in which it happened. */
function demandOf({ panel }: TrainingSet, cells: DemandCells, demand: Float64Array): Float64Array {
  const all = panel.units.slice();
  for (const [c, units] of demand.entries())
    if (cells.censored[c] === 1)
      for (let i = cells.starts[c] ?? 0; i < (cells.starts[c + 1] ?? 0); i++) {
        const row = cells.rows[i] ?? 0;
        if (panel.censored[row] === 1) all[row] = (all[row] ?? 0) + units - (cells.sold[c] ?? 0);
      }
  return all;
}
