import { featureNames } from '../features.ts';
import { DataError } from './data-error.ts';
import type { Panel } from './panel.ts';

/** Maximum categories with columns of their own. */
const MOST = 20;

/**
 * The categories with columns of their own: the most frequent by rows, if there is more than one.
 *
 * @param categories category of each product, '' for none
 * @throws DataError for two categories with the same column name
 */
export function categoryColumns(panel: Panel, categories: readonly string[]): string[] {
  const rows = new Map<string, number>();
  for (const product of panel.product) {
    const name = categories[product] ?? '';
    if (name !== '') rows.set(name, (rows.get(name) ?? 0) + 1);
  }
  if (rows.size < 2) return [];
  const chosen = [...rows]
    .toSorted(([a, rowsOfA], [b, rowsOfB]) => rowsOfB - rowsOfA || (a < b ? -1 : 1))
    .slice(0, MOST)
    .map(([name]) => name)
    .sort();
  const names = featureNames({ categories: chosen, interval: 'week', promo: false });
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new DataError(
      `Two categories would both have the column "${twice}". Rename one; [, ] and < count as _.`,
    );
  return chosen;
}
