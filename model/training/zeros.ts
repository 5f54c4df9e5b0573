import { DataError } from './data-error.ts';
import { HOUR_MS, INTERVAL_HOURS, type Interval } from './interval.ts';
import { type Panel, PanelRows, rowOf } from './panel.ts';

/** Limit of the filled panel, so that it fits in a few gigabytes. */
const MOST_ROWS = 20_000_000;

/**
 * Adds the intervals without sales if the data omits them: if no row has 0 units, the gaps of each product between its first and
 * last sale get 0 units at the price, list price, promotion and stock of the previous row.
 *
 * @throws DataError for too many rows
 */
export function withZeros(panel: Panel, interval: Interval): { panel: Panel; filled: number } {
  if (panel.units.includes(0)) return { panel, filled: 0 };
  const length = INTERVAL_HOURS[interval] * HOUR_MS;
  const rows = panel.start.length;
  const gapBefore = (row: number): number =>
    row > 0 && panel.product[row] === panel.product[row - 1]
      ? Math.round(((panel.start[row] ?? 0) - (panel.start[row - 1] ?? 0)) / length) - 1
      : 0;

  let filled = 0;
  for (let row = 1; row < rows; row++) filled += gapBefore(row);
  if (filled === 0) return { panel, filled };
  if (rows + filled > MOST_ROWS)
    throw new DataError(
      `With its ${interval}s without a sale the data has ${rows + filled} rows, more than ${MOST_ROWS}. Use a longer --interval, or --no-fill.`,
    );
  const out = new PanelRows();
  for (let row = 0; row < rows; row++) {
    for (let gap = gapBefore(row), i = 1; i <= gap; i++) {
      const before = rowOf(panel, row - 1);
      out.push({ ...before, units: 0, start: before.start + i * length });
    }
    out.push(rowOf(panel, row));
  }
  return { panel: out.panel(), filled };
}
