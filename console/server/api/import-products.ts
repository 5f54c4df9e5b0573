import { isDeepStrictEqual } from 'node:util';
import pLimit from 'p-limit';
import * as z from 'zod';
import type { BusEvent } from '../../../adapters/bus.ts';
import { Product } from '../../../domain/product.ts';
import { reprice } from './emit.ts';
import type { ApiNeed } from './need.ts';
import { describeFaults, faultsOf } from './problem.ts';

export const ProductImport = z.strictObject({ products: z.array(z.unknown()).min(1).max(1000) });

export interface ImportResult {
  added: number;
  changed: number;
  unchanged: number;
  /** What is wrong with a product, by its index; the others went in. */
  problems: { index: number; productId?: string; message: string }[];
}

type Put = 'added' | 'changed' | 'unchanged' | { message: string };

const AT_ONCE = 16;

/**
 * Puts every product that is valid. A new one is announced by `seed`, a changed one by `reprice`; one that was left
 * without a price, as by an import that broke off, is seeded again.
 */
export async function importProducts(
  need: ApiNeed,
  { products }: z.infer<typeof ProductImport>,
): Promise<ImportResult> {
  const result: ImportResult = { added: 0, changed: 0, unchanged: 0, problems: [] };
  const policies = knownPolicies(need);
  const firstIndex = new Map<string, number>();
  const inTurn = pLimit(AT_ONCE);

  const importOne = async (input: unknown, index: number): Promise<void> => {
    const parsed = Product.safeParse(input);
    const productId = parsed.success ? parsed.data.productId : idIn(input);
    const refuse = (message: string) =>
      result.problems.push({ index, ...(productId === undefined ? {} : { productId }), message });
    if (!parsed.success) return void refuse(describeFaults(faultsOf(parsed.error)));
    const first = firstIndex.get(parsed.data.productId) ?? index;
    if (first !== index) return void refuse(`productId: is that of product ${first} too`);
    firstIndex.set(parsed.data.productId, index);
    if (!(await policies(parsed.data.policyId)))
      return void refuse(`policyId: there is no policy ${parsed.data.policyId}`);
    const put = await putProduct(need, parsed.data);
    if (typeof put === 'object') refuse(put.message);
    else result[put] += 1;
  };

  await Promise.all(products.map((product, index) => inTurn(() => importOne(product, index))));
  result.problems.sort((a, b) => a.index - b.index);
  return result;
}

async function putProduct({ catalog, priceStates, bus }: ApiNeed, product: Product): Promise<Put> {
  const { productId } = product;
  const seed: BusEvent = { kind: 'seed', detail: { productId } };
  const before = await catalog.product(productId);
  if (before === undefined) {
    await catalog.putProduct(product);
    await bus.emit([seed]);
    return 'added';
  }
  // Its price state, its history and its reference price are all in the old currency.
  if (before.currency !== product.currency)
    return { message: `currency: ${productId} is priced in ${before.currency}, and that can't change` };
  const changed = changedFields(before, product);
  if (changed.length > 0) await catalog.putProduct(product);
  const state = await priceStates.read(productId);
  if (state?.price === undefined) await bus.emit([seed]);
  else if (changed.length > 0) await bus.emit([reprice(productId, `changed: ${changed.join(', ')}`)]);
  return changed.length > 0 ? 'changed' : 'unchanged';
}

function changedFields(before: Product, after: Product): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof Product>;
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name])).sort();
}

// A product of a policy that is not there could never be priced: its events would all be dead-lettered.
function knownPolicies({ catalog }: ApiNeed): (policyId: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return (policyId) => {
    const asked = known.get(policyId) ?? catalog.policy(policyId).then((policy) => policy !== undefined);
    known.set(policyId, asked);
    return asked;
  };
}

const idIn = (input: unknown): string | undefined => {
  const id = (input as { productId?: unknown } | null)?.productId;
  return typeof id === 'string' ? id.slice(0, 200) : undefined;
};
