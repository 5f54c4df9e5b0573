import { open } from 'node:fs/promises';
import { type DemandContext, featureNames, featureRows } from '../features.ts';
import type { TrainingSet } from './training-set.ts';

/** Rows per write. */
const CHUNK = 10_000;

/** The model's input for a row of the panel. */
export function contextOf({ panel, categories }: TrainingSet): (row: number) => DemandContext {
  let start = Number.NaN;
  let at = '';
  return (row) => {
    const now = panel.start[row] ?? Number.NaN;
    if (now !== start) at = new Date(now).toISOString();
    start = now;
    return {
      category: categories[panel.product[row] ?? -1] ?? '',
      listPrice: panel.listPrice[row] ?? Number.NaN,
      price: panel.price[row] ?? Number.NaN,
      promo: panel.promo[row] === 1,
      at,
    };
  };
}

/**
 * Writes the features of rows of the panel, as float32, row after row.
 *
 * @param priced false to give each row its list price, so that columns of the price are 0
 */
export async function writeMatrix(
  set: TrainingSet,
  chosen: Uint32Array,
  priced: boolean,
  path: string,
): Promise<void> {
  const columns = featureNames(set.features).length;
  const rowFor = featureRows(set.features);
  const contextFor = contextOf(set);
  const file = await open(path, 'w');
  try {
    for (let begin = 0; begin < chosen.length; begin += CHUNK) {
      const rows = chosen.subarray(begin, begin + CHUNK);
      const cells = new Float32Array(rows.length * columns);
      for (const [i, row] of rows.entries()) {
        const context = contextFor(row);
        cells.set(rowFor(priced ? context : { ...context, price: context.listPrice }), i * columns);
      }
      await file.write(new Uint8Array(cells.buffer));
    }
  } finally {
    await file.close();
  }
}
