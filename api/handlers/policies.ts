import { isTripped } from '../../domain/decision/breaker.ts';
import { versionTakesTwo } from '../../domain/policy/four-eyes.ts';
import type { PolicyTerms } from '../../domain/policy/policy.ts';
import { audit, auditOrKeep } from '../access/audited.ts';
import { callerOf } from '../access/caller.ts';
import type { ApiDeps } from '../deps.ts';
import { askDeployed } from '../judge-again/ask-deployed.ts';
import { checkPolicy, type PolicyChecker, warningsOf } from '../policies/check-policy.ts';
import { inForce } from '../policies/in-force.ts';
import { changeMode, type PolicyChanger, putPolicy } from '../policies/put-policy.ts';
import { resume } from '../policies/resume.ts';
import { termsOf } from '../policies/terms.ts';
import { trippedPolicies } from '../policies/tripped-policies.ts';
import { ApiProblem, notFound } from '../problem.ts';
import type { ModeChange, POLICY_ROUTES, PolicyDetail } from '../routes/policies.ts';
import type { Handlers } from '../serve.ts';
import { lastDecisions } from '../what-if/last-decisions.ts';
import { whatIf } from '../what-if/what-if.ts';

type Deps = PolicyChecker & PolicyChanger & Pick<ApiDeps, 'audit' | 'ledger'>;

/** Policies as immutable versions, and their mode. */
export const policyHandlers = (deps: Deps): Handlers<typeof POLICY_ROUTES> => ({
  'GET /policies': async () => ({ policies: await deps.catalog.policies() }),
  'POST /policies/check': ({ query, body }) => checkPolicy(deps, body, query.products === 'true'),
  'POST /policies/what-if': async ({ c, body: { terms: given, last } }) => {
    const terms = termsOf(given);
    const { mode } = await inForce(deps, terms.policyId);
    await audit(c, deps, { subject: { kind: 'policy', id: terms.policyId }, details: { terms, last } });
    const decisions = await lastDecisions(deps, terms.policyId, last);
    return whatIf(terms, decisions, mode, askDeployed(deps.models));
  },
  'GET /policies/:id': ({ params, query }) => detail(deps, params.id, query.version),
  'PUT /policies/:id': async ({ c, params: { id: policyId }, query: { breakGlass, why, mode }, body }) => {
    const terms = termsFor(policyId, body);
    const { id: by, client } = callerOf(c);
    const before = await deps.catalog.policy(policyId);
    if (mode !== undefined && before !== undefined && mode !== before.mode)
      throw new ApiProblem(
        409,
        'Conflict',
        `policy ${policyId} is ${before.mode} already; set another mode by: pricewire policy mode ${policyId} ${mode}`,
      );
    const takesTwo = before !== undefined && (client !== 'cli' || versionTakesTwo(before, terms));
    const brokeGlass = takesTwo && client === 'cli' && breakGlass !== undefined && why !== undefined;
    if (takesTwo && !brokeGlass) throw new ApiProblem(409, 'Takes two', howByTwo(policyId, client));
    const note = { by, putAt: deps.clock(), ...(why === undefined ? {} : { why }) };
    await audit(c, deps, {
      ...(brokeGlass ? { action: 'policy.break-glass' } : {}),
      subject: { kind: 'policy', id: policyId },
      details: { ...(why === undefined ? {} : { why }), ...(mode === undefined ? {} : { mode }), terms },
    });
    const warnings = await warningsOf(deps, terms, body);
    const put = await putPolicy(
      deps,
      terms,
      brokeGlass ? { ...note, brokeGlass } : note,
      before?.version ?? 0,
      mode,
    );
    return { ...put, warnings };
  },
  'GET /policies/:id/versions': async ({ params: { id: policyId } }) => {
    const { version } = await inForce(deps, policyId);
    const versions = await deps.catalog.policyVersions(policyId);
    return { policyId, inForce: version, versions: versions.map(({ draftId: _, ...each }) => each) };
  },
  'POST /policies/:id/mode': async ({ c, params: { id: policyId }, body: { mode } }) => {
    const { mode: before } = await inForce(deps, policyId);
    const about = {
      subject: { kind: 'policy', id: policyId },
      details: { before, mode, at: deps.clock() },
    };
    // A pause stops harm, so a fault of the audit log must not delay it.
    const written = mode === 'paused' ? await auditOrKeep(c, deps, about) : true;
    if (mode !== 'paused') await audit(c, deps, about);
    const change = await changeMode(deps, policyId, mode);
    return written ? change : { ...change, auditedLater: true };
  },
  'POST /resume': async ({ c, body: { policyId } }) => {
    const asked = policyId === undefined ? [...(await trippedPolicies(deps)).keys()] : [policyId];
    await audit(c, deps, { subject: { kind: 'policy', id: asked.join(', ') || 'none' }, details: {} });
    const resumed: ModeChange[] = [];
    for (const each of asked) resumed.push(await resume(deps, each));
    return { resumed };
  },
});

const howByTwo = (policyId: string, client: 'console' | 'cli'): string =>
  `another version of ${policyId} needs a draft and a second person${
    client === 'cli'
      ? ': pricewire policy draft FILE --why TEXT, then another person approves it; in an emergency: policy put FILE --break-glass --why TEXT'
      : ''
  }`;

async function detail(
  deps: Pick<ApiDeps, 'catalog'>,
  policyId: string,
  asked: number | undefined,
): Promise<PolicyDetail> {
  const [{ version, mode, modeSince, ...current }, trip] = await Promise.all([
    inForce(deps, policyId),
    deps.catalog.trip(policyId),
  ]);
  const terms =
    asked === undefined || asked === version ? current : await deps.catalog.policyVersion(policyId, asked);
  if (terms === undefined)
    throw notFound(`policy ${policyId} has no version ${asked}; ${version} is in force`);
  return {
    policyId,
    version: asked ?? version,
    terms,
    inForce: { version, mode, ...(modeSince === undefined ? {} : { modeSince }) },
    ...(trip ? { trip } : {}),
    tripped: isTripped({ mode, modeSince }, trip),
  };
}

function termsFor(policyId: string, body: unknown): PolicyTerms {
  const terms = termsOf(body);
  if (terms.policyId !== policyId)
    throw new ApiProblem(400, 'Bad request', `policyId: is ${terms.policyId}, but ${policyId} was addressed`);
  return terms;
}
