import { HOUR_MS } from './interval.ts';
import type { TrainingSet } from './training-set.ts';

/**
 * Sales of each product in each day or week at one price, the observations of the slopes. Hours of a day at the same price are
 * one observation.
 */
export interface DemandCells {
  /** Rows of the panel, by product and time. Cell c consists of rows[starts[c]] to rows[starts[c + 1] - 1]. */
  rows: Uint32Array;
  starts: Uint32Array;
  product: Uint32Array;
  /** Number of the day, or of the week in weekly data, from 0. */
  time: Uint32Array;
  /** Logarithm of price over list price. */
  x: Float64Array;
  /** Logarithm of the unit cost, NaN where unknown. */
  logCost: Float64Array;
  promo: Uint8Array;
  /** Units sold. */
  sold: Float64Array;
  /** 1 where the stock ran out. */
  censored: Uint8Array;
}

export const DAY_HOURS = 24;

/** @param chosen rows of the panel, in any order */
export function demandCells(
  { panel, hours }: Pick<TrainingSet, 'panel' | 'hours'>,
  chosen: Uint32Array,
): DemandCells {
  const rows = chosen.slice().sort();
  const length = Math.max(hours, DAY_HOURS) * HOUR_MS;
  const first = rows.reduce(
    (least, row) => Math.min(least, panel.start[row] ?? least),
    Number.POSITIVE_INFINITY,
  );
  const anchor = Math.floor(first / length) * length + (hours > DAY_HOURS ? first % length : 0);
  const timeOf = (row: number) => Math.floor(((panel.start[row] ?? 0) - anchor) / length);
  const starts = new Uint32Array(rows.length + 1);
  let cells = 0;
  for (let i = 0; i < rows.length; i++) {
    const [row = 0, before = 0] = [rows[i], rows[i - 1]];
    const same =
      i > 0 &&
      panel.product[row] === panel.product[before] &&
      panel.price[row] === panel.price[before] &&
      panel.promo[row] === panel.promo[before] &&
      timeOf(row) === timeOf(before);
    if (!same) starts[cells++] = i;
  }
  starts[cells] = rows.length;
  const firstRow = (cell: number) => rows[starts[cell] ?? 0] ?? 0;
  const of = (value: (row: number) => number) =>
    Float64Array.from({ length: cells }, (_, c) => value(firstRow(c)));
  const sold = new Float64Array(cells);
  const censored = new Uint8Array(cells);
  for (let cell = 0; cell < cells; cell++)
    for (let i = starts[cell] ?? 0; i < (starts[cell + 1] ?? 0); i++) {
      sold[cell] = (sold[cell] ?? 0) + (panel.units[rows[i] ?? 0] ?? 0);
      if (panel.censored[rows[i] ?? 0] === 1) censored[cell] = 1;
    }
  return {
    rows,
    starts: starts.slice(0, cells + 1),
    product: Uint32Array.from(of((row) => panel.product[row] ?? 0)),
    time: Uint32Array.from(of(timeOf)),
    x: of((row) => Math.log((panel.price[row] ?? 0) / (panel.listPrice[row] ?? 0))),
    logCost: of((row) => Math.log(panel.cost[row] ?? Number.NaN)),
    promo: Uint8Array.from(of((row) => panel.promo[row] ?? 0)),
    sold,
    censored,
  };
}
