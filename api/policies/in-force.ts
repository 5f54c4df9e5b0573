import type { Policy } from '../../domain/policy/policy.ts';
import type { ApiDeps } from '../deps.ts';
import { notFound } from '../problem.ts';

/** The policy as it is in force. Throws ApiProblem where there is none of this id. */
export async function inForce({ catalog }: Pick<ApiDeps, 'catalog'>, policyId: string): Promise<Policy> {
  const policy = await catalog.policy(policyId);
  if (policy === undefined) throw notFound(`there is no policy ${policyId}`);
  return policy;
}
