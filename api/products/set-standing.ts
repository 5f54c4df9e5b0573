import type { Policy } from '../../domain/policy/policy.ts';
import type { Product } from '../../domain/product/product.ts';
import { begun } from '../../domain/standing/standing.ts';
import type { ApiDeps } from '../deps.ts';
import { ApiProblem, notFound } from '../problem.ts';
import type { StandingChange, StandingResult } from '../routes/readiness.ts';
import { repriceSome } from './reprice-some.ts';
import { resetState } from './resets.ts';

type Deps = Pick<ApiDeps, 'catalog' | 'priceStates' | 'bus' | 'clock'>;

const REPRICED_AT_ONCE = 500;

/**
 * Lets products go live, or has them watched again from now on, with the model that they have, and reprices them. Products that
 * already have this standing, or have no price yet, are left alone, as are those of a policy that keeps no standings.
 */
export async function setStanding(deps: Deps, change: StandingChange): Promise<StandingResult> {
  const products = await chosen(deps, change);
  const policies = new Map<string, Policy | undefined>();
  for (const policyId of new Set(products.map((each) => each.policyId)))
    policies.set(policyId, await deps.catalog.policy(policyId));
  if (change.kind === 'watching')
    for (const [policyId, policy] of policies) refuseUnwatched(policyId, policy);

  const changed: string[] = [];
  let unchanged = 0;
  for (const { productId, policyId } of products) {
    const isKept = keepsStandings(policies.get(policyId));
    if (isKept && (await changeOne(deps, productId, change))) changed.push(productId);
    else unchanged += 1;
  }
  for (let at = 0; at < changed.length; at += REPRICED_AT_ONCE)
    await repriceSome(deps, changed.slice(at, at + REPRICED_AT_ONCE), change.why);
  return { kind: change.kind, changed: changed.length, unchanged };
}

async function changeOne(
  { priceStates, clock }: Deps,
  productId: string,
  { kind, why }: StandingChange,
): Promise<boolean> {
  const before = await priceStates.read(productId);
  if (before?.price === undefined || before.standing?.kind === kind) return false;
  await resetState({ priceStates }, productId, (state) =>
    priceStates.setStanding(state, begun(kind, clock(), { model: state.standing?.model, why })),
  );
  return true;
}

async function chosen({ catalog }: Deps, change: StandingChange): Promise<Product[]> {
  const products: Product[] = [];
  if ('policyId' in change) {
    if ((await catalog.policy(change.policyId)) === undefined)
      throw notFound(`there is no policy ${change.policyId}`);
    for await (const each of catalog.products())
      if (each.policyId === change.policyId && each.status === 'active') products.push(each);
    return products;
  }
  for (const productId of new Set(change.productIds)) {
    const product = await catalog.product(productId);
    if (product === undefined)
      throw notFound(`product ${productId} is not in the catalog; nothing was changed`);
    products.push(product);
  }
  return products;
}

function refuseUnwatched(policyId: string, policy: Policy | undefined): void {
  const by = policy?.goLive?.by ?? 'at-once';
  if (by !== 'at-once') return;
  throw new ApiProblem(
    409,
    'Conflict',
    `policy ${policyId} watches no products: goLive.by has to be itself or person; nothing was changed`,
  );
}

// Under other policies every product is live.
const keepsStandings = (policy: Policy | undefined): boolean =>
  policy?.goLive !== undefined || policy?.watchdog !== undefined;
