import type { HistoryPoint } from '../../../../api/routes/products.ts';

/** Outcomes whose stock is old, wrong, or not decided yet. */
const NOT_TAKEN_OVER = new Set<HistoryPoint['outcome']>(['superseded', 'dead-lettered', 'open']);

/** The stock after each event: that of the newest accepted stock change. */
export function stockOver(points: readonly HistoryPoint[]): [string, number][] {
  let stock: number | undefined;
  return points.flatMap((point) => {
    if (!NOT_TAKEN_OVER.has(point.outcome)) stock = point.stock ?? stock;
    return stock === undefined ? [] : [[point.at, stock]];
  });
}
