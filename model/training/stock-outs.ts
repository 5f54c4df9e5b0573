import { type Panel, PanelRows, rowOf } from './panel.ts';

/**
 * Removes the intervals that start or end without stock, because their sales are below demand. Without stock levels all are
 * kept.
 */
export function withoutStockOuts(panel: Panel): { panel: Panel; censored: number } {
  const out = new PanelRows();
  const rows = panel.start.length;
  for (let row = 0; row < rows; row++) {
    const sameProduct = panel.product[row] === panel.product[row - 1];
    const before = sameProduct ? (panel.stock[row - 1] ?? Number.NaN) : Number.NaN;
    const after = panel.stock[row] ?? Number.NaN;
    if (!(before <= 0 || after <= 0)) out.push(rowOf(panel, row));
  }
  return out.length === rows ? { panel, censored: 0 } : { panel: out.panel(), censored: rows - out.length };
}
