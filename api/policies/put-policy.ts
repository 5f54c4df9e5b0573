import type { Mode, PolicyTerms } from '../../domain/policy/policy.ts';
import type { VersionNote } from '../../domain/policy/policy-versions.ts';
import type { ApiDeps } from '../deps.ts';
import { ApiProblem, notFound } from '../problem.ts';
import { type Emitted, repriceEach } from '../products/emit.ts';
import type { ModeChange, PolicyPut } from '../routes/policies.ts';
import { inForce } from './in-force.ts';

/** What changing a policy needs. Its products are repriced once no process uses the old terms. */
export type PolicyChanger = Pick<ApiDeps, 'catalog' | 'bus' | 'clock' | 'termsSettled'>;

/**
 * The mode of a first version. A policy that asks the model, and neither watches its products first nor says that it does not
 * want to, starts in shadow.
 */
const firstModeOf = ({ model, goLive }: PolicyTerms): Mode =>
  model.use && goLive === undefined ? 'shadow' : 'live';

/**
 * Puts the terms in force and reprices their products. `basedOn`: only if this version is still in force. `firstMode`: the mode
 * of a first version.
 */
export async function putPolicy(
  deps: PolicyChanger,
  terms: PolicyTerms,
  note: VersionNote,
  basedOn?: number,
  firstMode: Mode = firstModeOf(terms),
): Promise<Omit<PolicyPut, 'warnings'>> {
  const { policyId } = terms;
  const policy = await deps.catalog.putPolicy(terms, note, basedOn, firstMode);
  if (policy === undefined)
    throw new ApiProblem(
      409,
      'Conflict',
      `another version of ${policyId} was put at the same time; look at it first`,
    );
  const { version, mode } = policy;
  const emitted = await repriceProductsOf(deps, policyId, `policy ${policyId} is now version ${version}`);
  return { policyId, version, mode, ...emitted };
}

/** Sets the mode for a person, and reprices the products that this releases. */
export async function changeMode(deps: PolicyChanger, policyId: string, mode: Mode): Promise<ModeChange> {
  const { mode: before } = await inForce(deps, policyId);
  if (!(await deps.catalog.setMode(policyId, mode, { at: deps.clock() })))
    throw notFound(`there is no policy ${policyId}`);
  const resumes = mode !== before && (before === 'paused' || mode === 'live');
  const why = `policy ${policyId} went from ${before} to ${mode}`;
  const emitted = resumes ? await repriceProductsOf(deps, policyId, why) : { repriced: 0, held: {} };
  return { policyId, before, mode, ...emitted };
}

async function repriceProductsOf(deps: PolicyChanger, policyId: string, why: string): Promise<Emitted> {
  // An event that comes too soon would be judged on the old terms, and nothing would reprice the product again.
  await deps.termsSettled();
  return repriceEach(deps, why, (product) => product.policyId === policyId);
}
