import pLimit from 'p-limit';
import * as z from 'zod';
import type { BusEvent } from '../../adapters/bus.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { type Product, ProductId } from '../../domain/product/product.ts';
import { type Cleared, changeProduct, clearedText } from '../../domain/product/product-change.ts';
import { checkProduct, type Finding } from '../../domain/product-check/index.ts';
import { noState, type PriceState } from '../../domain/state/price-state.ts';
import { ascending } from '../../domain/values/sorting.ts';
import type { ApiDeps } from '../deps.ts';
import { describeFaults, faultsOf } from '../problem.ts';
import type { About, ImportResult, ProductImport } from '../routes/products.ts';
import { CONTENDED, changeInCatalog } from './change-product.ts';
import { reprice } from './emit.ts';
import { askTogether } from './import-together.ts';

type Made =
  | { refused: string; put?: never }
  | {
      as: 'added' | 'changed' | 'unchanged';
      product: Product;
      put?: Product;
      policy: Policy;
      changed: string[];
      cleared: Cleared[];
    };

const AT_ONCE = 200;

/**
 * Puts every valid product. A field that is not given stays; null clears it. Emits `seed` for a new product and `reprice` for
 * a changed one, also for one whose change an interrupted import put without its event.
 */
export async function importProducts(
  deps: Pick<ApiDeps, 'catalog' | 'priceStates' | 'bus' | 'clock'>,
  { products }: ProductImport,
): Promise<ImportResult> {
  const result: ImportResult = {
    added: 0,
    changed: 0,
    unchanged: 0,
    problems: [],
    cleared: [],
    warnings: [],
  };
  const policies = policiesOf(deps);
  const stores = askTogether(deps);
  const firstIndex = new Map<string, number>();
  const inTurn = pLimit(AT_ONCE);

  const importOne = async (input: unknown, index: number): Promise<void> => {
    const parsed = Given.safeParse(input);
    const productId = parsed.success ? parsed.data.productId : idIn(input);
    const refuse = (message: string) =>
      result.problems.push({ index, ...(productId === undefined ? {} : { productId }), message });
    if (!parsed.success) return void refuse(describeFaults(faultsOf(parsed.error)));
    const given = parsed.data;
    const first = firstIndex.get(given.productId) ?? index;
    if (first !== index) return void refuse(`productId: is that of product ${first} too`);
    firstIndex.set(given.productId, index);
    const made = await changeInCatalog(stores, given.productId, (before) => make(before, given, policies));
    if (made === 'contended') return void refuse(CONTENDED);
    if ('refused' in made) return void refuse(made.refused);
    result[made.as] += 1;
    const { product, cleared } = made;
    const about = (message: string): About => ({ index, productId: given.productId, message });
    result.cleared.push(...cleared.map((each) => ({ ...about(clearedText(each, product)), ...each })));
    const state = await stores.priceStates.read(given.productId);
    const announced = announcement(made, state);
    if (announced) await stores.bus.emit([announced]);
    result.warnings.push(
      ...warningsOf(made, state, deps.clock()).map(({ rule, message }) => ({ ...about(message), rule })),
    );
  };

  await Promise.all(products.map((product, index) => inTurn(() => importOne(product, index))));
  for (const list of [result.problems, result.cleared, result.warnings])
    list.sort(ascending(({ index }) => index));
  return result;
}

const Given = z.looseObject({ productId: ProductId });
type Given = z.infer<typeof Given>;

async function make(
  before: Product | undefined,
  given: Given,
  policies: (policyId: string) => Promise<Policy | undefined>,
): Promise<Made> {
  const change = changeProduct(before, given);
  if ('problems' in change) return { refused: describeFaults(change.problems) };
  const { product, changed, cleared } = change;
  // Its price state, history and reference price are in the old currency.
  if (before !== undefined && before.currency !== product.currency)
    return {
      refused: `currency: ${product.productId} is priced in ${before.currency}, which can't change; retire it and add it with another id`,
    };
  const policy = await policies(product.policyId);
  // All events of a product without a policy would be dead-lettered.
  if (policy === undefined) return { refused: `policyId: there is no policy ${product.policyId}` };
  const contradictions = checkProduct({ product }).filter(({ answer }) => answer === 'refused');
  if (contradictions.length > 0) return { refused: contradictions.map(({ message }) => message).join('; ') };
  if (before === undefined) return { as: 'added', product, put: product, policy, changed, cleared };
  return changed.length === 0
    ? { as: 'unchanged', product, policy, changed, cleared }
    : { as: 'changed', product, put: product, policy, changed, cleared };
}

type Put = Exclude<Made, { refused: string }>;

function announcement({ as, product, changed }: Put, state: PriceState | undefined): BusEvent | undefined {
  const { productId, listPrice } = product;
  if (state?.price === undefined) return { kind: 'seed', detail: { productId } };
  if (as !== 'unchanged') return reprice(productId, `changed: ${changed.join(', ')}`);
  // Without a stock the schedule does not reprice it.
  const leftBehind = state.stock === undefined && state.price.amount !== listPrice;
  return leftBehind ? reprice(productId, 'its list price is not in force') : undefined;
}

const warningsOf = ({ as, product, policy }: Put, state: PriceState | undefined, now: string): Finding[] =>
  checkProduct({
    product,
    under: { policy, state: state ?? noState(product.productId), now, changed: as === 'changed' },
  }).filter(({ answer }) => answer === 'warned');

function policiesOf({
  catalog,
}: Pick<ApiDeps, 'catalog'>): (policyId: string) => Promise<Policy | undefined> {
  const known = new Map<string, Promise<Policy | undefined>>();
  return (policyId) => {
    const asked = known.get(policyId) ?? catalog.policy(policyId);
    known.set(policyId, asked);
    return asked;
  };
}

const idIn = (input: unknown): string | undefined => {
  const id = (input as { productId?: unknown } | null)?.productId;
  return typeof id === 'string' ? id.slice(0, 200) : undefined;
};
