import type { Policy } from '../../domain/policy/policy.ts';
import type { ApiDeps } from '../deps.ts';
import { notFound } from '../problem.ts';

/** The policy in force. Throws ApiProblem if there is none with this id. */
export async function inForce({ catalog }: Pick<ApiDeps, 'catalog'>, policyId: string): Promise<Policy> {
  const policy = await catalog.policy(policyId);
  if (policy === undefined) throw notFound(`there is no policy ${policyId}`);
  return policy;
}
