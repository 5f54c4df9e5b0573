import { PolicyTerms } from '../../domain/policy/policy.ts';
import { policyProblems } from '../../domain/policy-check/index.ts';
import { ApiProblem, describeFaults, faultsOf } from '../problem.ts';

/** The terms in a body. Throws a problem that names each field that is wrong or contradicts another. */
export function termsOf(body: unknown): PolicyTerms {
  const parsed = PolicyTerms.safeParse(body);
  const faults = parsed.success ? policyProblems(parsed.data) : faultsOf(parsed.error);
  if (!parsed.success || faults.length > 0)
    throw new ApiProblem(400, 'Bad request', describeFaults(faults), faults);
  return parsed.data;
}
