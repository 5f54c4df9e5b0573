import pLimit from 'p-limit';
import * as z from 'zod';
import { Product, ProductId } from '../../../domain/product.ts';
import { reprice } from './emit.ts';
import type { ApiNeed } from './need.ts';

const Baseline = z.strictObject({
  productId: ProductId,
  unitsPerHour: Product.shape.baselineUnitsPerHour.unwrap(),
});
export const BaselineImport = z.strictObject({ baselines: z.array(Baseline).min(1).max(1000) });

export interface BaselineResult {
  changed: number;
  unchanged: number;
  /** Products that are not in the catalog. */
  unknown: string[];
}

const AT_ONCE = 16;

/** Gives products the baselines that training found; those that change are repriced. */
export async function putBaselines(
  { catalog, bus }: ApiNeed,
  { baselines }: z.infer<typeof BaselineImport>,
): Promise<BaselineResult> {
  const result: BaselineResult = { changed: 0, unchanged: 0, unknown: [] };
  const putOne = async ({ productId, unitsPerHour }: z.infer<typeof Baseline>): Promise<void> => {
    const product = await catalog.product(productId);
    if (product === undefined) {
      result.unknown.push(productId);
      return;
    }
    if (product.baselineUnitsPerHour === unitsPerHour) {
      result.unchanged += 1;
      return;
    }
    await catalog.putProduct({ ...product, baselineUnitsPerHour: unitsPerHour });
    await bus.emit([reprice(productId, 'changed: baselineUnitsPerHour')]);
    result.changed += 1;
  };
  const inTurn = pLimit(AT_ONCE);
  await Promise.all(baselines.map((each) => inTurn(() => putOne(each))));
  return { ...result, unknown: result.unknown.sort() };
}
