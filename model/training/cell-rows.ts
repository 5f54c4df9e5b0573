import { DAY_HOURS, type DemandCells } from './demand-cells.ts';
import { HOUR_MS } from './interval.ts';
import type { TrainingSet } from './training-set.ts';

type Rows = Pick<TrainingSet, 'panel' | 'hours'>;

/** Between the rows of the panel and the cells that they are summed to. */
export interface CellRows {
  /** Hours of each cell, weighted by the profile. */
  exposure(profile: Float64Array): Float64Array;
  /** Demand in each hour of the week over the average, given the expected units of the cells. */
  profile(before: Float64Array, mean: Float64Array): Float64Array;
  /** Expected units of each row. */
  mean(profile: Float64Array, mean: Float64Array): Float64Array;
}

/** The profile of a week without differences; that of days and weeks always is. */
export const flatProfile = ({ hours }: Rows): Float64Array => new Float64Array(168 / hours).fill(1);

export function cellRows({ panel, hours }: Rows, { rows, starts, x }: DemandCells): CellRows {
  const slotOf = (row: number) => Math.floor((panel.start[row] ?? 0) / (hours * HOUR_MS)) % (168 / hours);
  /** Calls back for each row with its place in `rows`, its slot and its cell. */
  const eachRow = (visit: (i: number, slot: number, cell: number) => void) => {
    for (let cell = 0; cell < x.length; cell++)
      for (let i = starts[cell] ?? 0; i < (starts[cell + 1] ?? 0); i++) visit(i, slotOf(rows[i] ?? 0), cell);
  };
  const exposure = (profile: Float64Array): Float64Array => {
    const sums = new Float64Array(x.length);
    eachRow((_, slot, cell) => {
      sums[cell] = (sums[cell] ?? 0) + hours * (profile[slot] ?? 1);
    });
    return sums;
  };
  const mean = (profile: Float64Array, means: Float64Array): Float64Array => {
    const sums = exposure(profile);
    const out = new Float64Array(rows.length);
    eachRow((i, slot, cell) => {
      out[i] = ((means[cell] ?? 0) * hours * (profile[slot] ?? 1)) / (sums[cell] ?? 1);
    });
    return out;
  };
  return {
    exposure,
    mean,
    profile(before, means) {
      if (hours >= DAY_HOURS) return before;
      const sold = new Float64Array(before.length);
      const expected = new Float64Array(before.length);
      const rowMeans = mean(before, means);
      eachRow((i, slot) => {
        sold[slot] = (sold[slot] ?? 0) + (panel.units[rows[i] ?? 0] ?? 0);
        expected[slot] = (expected[slot] ?? 0) + (rowMeans[i] ?? 0);
      });
      // One unit keeps slots that sold nothing possible.
      return before.map((value, slot) => (value * ((sold[slot] ?? 0) + 1)) / ((expected[slot] ?? 0) + 1));
    },
  };
}
