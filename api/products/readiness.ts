import { unlessUnreadable } from '../../adapters/stored-item.ts';
import { type Readiness, readinessTally } from '../../domain/decision/readiness.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { ApiDeps } from '../deps.ts';
import { notFound } from '../problem.ts';

/** The readiness of one policy, or of each. Reads every product and price state; unreadable ones are left out. */
export async function readinessOf(
  { catalog, priceStates }: Pick<ApiDeps, 'catalog' | 'priceStates'>,
  policyId: string | undefined,
): Promise<Readiness[]> {
  const tally = readinessTally();
  const policies = new Map<string, Policy | undefined>();
  if (policyId !== undefined && (await catalog.policy(policyId)) === undefined)
    throw notFound(`there is no policy ${policyId}`);
  for await (const product of catalog.products(() => undefined)) {
    if (policyId !== undefined && product.policyId !== policyId) continue;
    if (!policies.has(product.policyId))
      policies.set(product.policyId, await unlessUnreadable(catalog.policy(product.policyId)));
    const policy = policies.get(product.policyId);
    if (policy !== undefined) tally.addProduct(product, policy);
  }
  for await (const state of priceStates.all(() => undefined)) tally.addState(state);
  return tally.readiness();
}
