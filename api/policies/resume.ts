import { ApiProblem } from '../problem.ts';
import type { ModeChange } from '../routes/policies.ts';
import { inForce } from './in-force.ts';
import { changeMode, type PolicyChanger } from './put-policy.ts';

/** Sets a paused policy live; a live one does not change. */
export async function resume(deps: PolicyChanger, policyId: string): Promise<ModeChange> {
  const { mode } = await inForce(deps, policyId);
  if (mode === 'live') return { policyId, before: mode, mode, repriced: 0, held: {} };
  if (mode === 'shadow')
    throw new ApiProblem(409, 'Conflict', `policy ${policyId} is in shadow, not paused; set its mode`);
  return changeMode(deps, policyId, 'live');
}
