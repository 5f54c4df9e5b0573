import { type Panel, PanelRows, rowOf } from './panel.ts';

/**
 * Removes the intervals that start without stock, and marks those in which the stock ran out: demand was at least their sales, and
 * leaving out only the best days would hide what a low price sells. Without stock levels all are kept.
 *
 * @returns numbers of the intervals left out and marked
 */
export function withoutStockOuts(panel: Panel): { panel: Panel; dropped: number; censored: number } {
  const out = new PanelRows();
  const rows = panel.start.length;
  let censored = 0;
  for (let row = 0; row < rows; row++) {
    const sameProduct = panel.product[row] === panel.product[row - 1];
    const before = sameProduct ? (panel.stock[row - 1] ?? Number.NaN) : Number.NaN;
    if (before <= 0) continue;
    const ranOut = (panel.stock[row] ?? Number.NaN) <= 0;
    if (ranOut) censored++;
    out.push({ ...rowOf(panel, row), censored: ranOut ? 1 : 0 });
  }
  const dropped = rows - out.length;
  return dropped + censored === 0 ? { panel, dropped, censored } : { panel: out.panel(), dropped, censored };
}
