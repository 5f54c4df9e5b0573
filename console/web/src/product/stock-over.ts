import type { HistoryPoint } from '../../../contract/products.ts';

/** What these say of the stock is old, or wrong, or not decided on yet. */
const NOT_TAKEN_OVER = new Set<HistoryPoint['outcome']>(['superseded', 'dead-lettered', 'open']);

/** The stock after each event: what the newest one told that was taken over. */
export function stockOver(points: readonly HistoryPoint[]): [string, number][] {
  let stock: number | undefined;
  return points.flatMap((point) => {
    if (!NOT_TAKEN_OVER.has(point.outcome)) stock = point.stock ?? stock;
    return stock === undefined ? [] : [[point.at, stock]];
  });
}
