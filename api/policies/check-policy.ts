import { batches } from '../../adapters/batches.ts';
import { leaveOut } from '../../adapters/stored-item.ts';
import { PolicyTerms } from '../../domain/policy/policy.ts';
import { policyProblems, policyWarnings } from '../../domain/policy-check/index.ts';
import { leftOut } from '../../domain/policy-check/left-out.ts';
import { productsUnder } from '../../domain/product-check/under-policy.ts';
import { noState } from '../../domain/state/price-state.ts';
import type { DeployedModel } from '../../tasks/models.ts';
import type { ApiDeps } from '../deps.ts';
import { faultsOf } from '../problem.ts';
import type { Fault } from '../routes/fields.ts';
import type { PolicyCheck } from '../routes/policies.ts';

/** Dependencies of a policy check. It compares terms with the version in force, the models and the products. */
export type PolicyChecker = Pick<ApiDeps, 'catalog' | 'priceStates' | 'models' | 'clock'>;

const STATES_AT_ONCE = 100;

/** Returns the problems of the terms, and warnings about unexpected effects. `withProducts`: also on the products under the policy. */
export async function checkPolicy(
  deps: PolicyChecker,
  input: unknown,
  withProducts: boolean,
): Promise<PolicyCheck> {
  const parsed = PolicyTerms.safeParse(input);
  const problems = parsed.success ? policyProblems(parsed.data) : faultsOf(parsed.error);
  if (!parsed.success || problems.length > 0) return { valid: false, problems, warnings: [] };
  return { valid: true, problems, warnings: await warningsOf(deps, parsed.data, input, withProducts) };
}

/** Warnings about unexpected effects of the terms: on their own, compared with the version in force, and on the products under the policy. */
export async function warningsOf(
  deps: PolicyChecker,
  terms: PolicyTerms,
  given: unknown,
  withProducts = true,
): Promise<Fault[]> {
  const inForce = await deps.catalog.policy(terms.policyId);
  const { version, mode, modeSince: _, ...before } = inForce ?? { ...terms, version: 1, mode: 'live' };
  return [
    ...policyWarnings(terms),
    ...undeployed(deps.models, terms),
    ...leftOut(before, terms, given),
    ...(withProducts
      ? await productsUnder({ ...terms, version, mode }, productsOf(deps, terms), deps.clock())
      : []),
  ];
}

async function* productsOf({ catalog, priceStates }: PolicyChecker, { policyId, guardrails }: PolicyTerms) {
  for await (const products of batches(catalog.products(), STATES_AT_ONCE)) {
    const own = products.filter((each) => each.policyId === policyId && each.status === 'active');
    const ids = own.map(({ productId }) => productId);
    // A cap needs the whole, large state; other checks only the price in force.
    const found =
      guardrails.emergencyCaps.length > 0
        ? await priceStates.readMany(ids, leaveOut)
        : await priceStates.readPrices(ids, leaveOut);
    const states = new Map(found.map((each) => [each.productId, each]));
    for (const product of own) {
      const { productId } = product;
      yield { product, state: { ...noState(productId), ...states.get(productId) } };
    }
  }
}

function undeployed(models: readonly DeployedModel[], { model }: PolicyTerms): Fault[] {
  const there = models.map(({ endpoint }) => endpoint);
  return (['endpoint', 'challenger'] as const).flatMap((role) => {
    const endpoint = model[role];
    return endpoint === undefined || there.includes(endpoint)
      ? []
      : [
          {
            at: `model.${role}`,
            message: `no model is deployed as ${endpoint}; there is ${there.join(', ')}`,
          },
        ];
  });
}
