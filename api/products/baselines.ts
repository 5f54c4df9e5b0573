import pLimit from 'p-limit';
import type { ApiDeps } from '../deps.ts';
import { ApiProblem } from '../problem.ts';
import type { Baseline, BaselineImport, BaselineResult } from '../routes/products.ts';
import { CONTENDED, changeInCatalog } from './change-product.ts';
import { reprice } from './emit.ts';

const AT_ONCE = 16;
const TRAINED = ['baselineUnitsPerHour', 'slopeShift', 'slopeSd'] as const;

/** Sets baselines and slopes from training, and reprices the products whose values change. A slope left out stays. */
export async function putBaselines(
  { catalog, bus }: Pick<ApiDeps, 'catalog' | 'bus'>,
  { baselines }: BaselineImport,
): Promise<BaselineResult> {
  const result: BaselineResult = { changed: 0, unchanged: 0, unknown: [] };
  const putOne = async ({ productId, unitsPerHour, slope }: Baseline): Promise<void> => {
    const made = await changeInCatalog({ catalog }, productId, (before) => {
      if (before === undefined) return { as: 'unknown' as const };
      const put = {
        ...before,
        baselineUnitsPerHour: unitsPerHour,
        ...(slope === undefined ? {} : { slopeShift: slope.shift, slopeSd: slope.sd }),
      };
      const same = TRAINED.every((field) => before[field] === put[field]);
      return same ? { as: 'unchanged' as const } : { as: 'changed' as const, put };
    });
    if (made === 'contended') throw new ApiProblem(409, 'Conflict', `${productId} ${CONTENDED}`);
    if (made.as === 'unknown') return void result.unknown.push(productId);
    if (made.as === 'changed') await bus.emit([reprice(productId, 'changed: demand baseline')]);
    result[made.as] += 1;
  };
  const inTurn = pLimit(AT_ONCE);
  await Promise.all(baselines.map((each) => inTurn(() => putOne(each))));
  return { ...result, unknown: result.unknown.sort() };
}
