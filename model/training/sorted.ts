/**
 * Row numbers by product, then time, then file order; `starts[p]` is the first of product p.
 *
 * @param product numbers from 0 to products - 1
 */
export function byProductAndTime(
  { product, time }: { product: Float64Array; time: Float64Array },
  products: number,
): { order: Uint32Array; starts: Uint32Array } {
  const starts = new Uint32Array(products + 1);
  for (const p of product) starts[p + 1] = (starts[p + 1] ?? 0) + 1;
  for (let p = 1; p <= products; p++) starts[p] = (starts[p] ?? 0) + (starts[p - 1] ?? 0);
  const order = new Uint32Array(product.length);
  const next = starts.slice();
  for (const [row, p] of product.entries()) {
    const place = next[p] ?? 0;
    order[place] = row;
    next[p] = place + 1;
  }
  const later = (a: number, b: number) => (time[a] ?? 0) - (time[b] ?? 0) || a - b;
  for (let p = 0; p < products; p++) {
    const rows = order.subarray(starts[p], starts[p + 1]);
    // Most files are already sorted by time.
    if (rows.some((row, i) => i > 0 && later(rows[i - 1] ?? 0, row) > 0)) rows.sort(later);
  }
  return { order, starts };
}
