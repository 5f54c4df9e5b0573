import { randomUUID } from 'node:crypto';
import { mayApprove } from '../../domain/policy/four-eyes.ts';
import type { PolicyDraft } from '../../domain/policy/policy-versions.ts';
import { audit } from '../access/audited.ts';
import { callerOf } from '../access/caller.ts';
import type { ApiDeps } from '../deps.ts';
import { type PolicyChanger, putPolicy } from '../policies/put-policy.ts';
import { termsOf } from '../policies/terms.ts';
import { ApiProblem, notFound } from '../problem.ts';
import type { DRAFT_ROUTES, Draft } from '../routes/policy-drafts.ts';
import type { Handlers } from '../serve.ts';

type Deps = PolicyChanger & Pick<ApiDeps, 'drafts' | 'audit'>;

/** Policy drafts, which a second person approves. */
export const draftHandlers = (deps: Deps): Handlers<typeof DRAFT_ROUTES> => ({
  'GET /policy-drafts': async ({ c, query: { policy } }) => {
    const drafts = (await deps.drafts.list()).filter(
      ({ terms }) => policy === undefined || terms.policyId === policy,
    );
    const shown = drafts.map(async (each) => shownTo(callerOf(c).id, await settled(deps, each)));
    return { drafts: await Promise.all(shown) };
  },
  'POST /policy-drafts': async ({ c, body: { terms: given, why } }) => {
    const terms = termsOf(given);
    const { id: by } = callerOf(c);
    const basedOn = await versionInForce(deps, terms.policyId);
    const draftId = randomUUID();
    await audit(c, deps, {
      subject: { kind: 'policy', id: terms.policyId },
      details: { draftId, basedOn, why, terms },
    });
    const draft: PolicyDraft = { draftId, terms, basedOn, by, at: deps.clock(), why, state: 'open' };
    await deps.drafts.put(draft);
    return shownTo(by, draft);
  },
  'POST /policy-drafts/:id/approve': async ({ c, params }) => {
    const draft = await openDraft(deps, params.id);
    const { draftId, basedOn, by, why } = draft;
    // The draft may be older than a check that refuses its terms.
    const terms = termsOf(draft.terms);
    const { id: approvedBy } = callerOf(c);
    const may = mayApprove(approvedBy, draft);
    if (may !== true) throw new ApiProblem(403, 'Not allowed', may);
    const version = await versionInForce(deps, terms.policyId);
    if (version !== basedOn)
      throw new ApiProblem(
        409,
        'Conflict',
        `the draft is based on version ${basedOn} of ${terms.policyId}, and now ${version} is in force; write a new draft`,
      );
    const details = { draftId, basedOn, by, why, terms };
    await audit(c, deps, { subject: { kind: 'policy', id: terms.policyId }, details });
    const decidedAt = deps.clock();
    // If two people approve at the same time, one puts the version; then the draft is closed.
    const put = await putPolicy(deps, terms, { by, approvedBy, putAt: decidedAt, why, draftId }, basedOn);
    await deps.drafts.end(draftId, { state: 'live', approvedBy, decidedAt, version: put.version });
    return shownTo(approvedBy, await draftOf(deps, draftId));
  },
  'POST /policy-drafts/:id/withdraw': async ({ c, params }) => {
    const { draftId, terms } = await openDraft(deps, params.id);
    await audit(c, deps, { subject: { kind: 'policy', id: terms.policyId }, details: { draftId } });
    if (!(await deps.drafts.end(draftId, { state: 'withdrawn', decidedAt: deps.clock() })))
      throw new ApiProblem(409, 'Conflict', 'somebody else has decided it meanwhile');
    return shownTo(callerOf(c).id, await draftOf(deps, draftId));
  },
});

async function versionInForce({ catalog }: Deps, policyId: string): Promise<number> {
  return (await catalog.policy(policyId))?.version ?? 0;
}

async function draftOf(deps: Deps, draftId: string): Promise<PolicyDraft> {
  const draft = await deps.drafts.read(draftId);
  if (draft === undefined) throw notFound(`there is no draft ${draftId}`);
  return settled(deps, draft);
}

async function openDraft(deps: Deps, draftId: string): Promise<PolicyDraft> {
  const draft = await draftOf(deps, draftId);
  if (draft.state !== 'open') throw new ApiProblem(409, 'Conflict', `the draft is ${draft.state} already`);
  return draft;
}

// The approving process may have died after putting the version and before closing the draft; the version shows it.
async function settled({ catalog, drafts }: Deps, draft: PolicyDraft): Promise<PolicyDraft> {
  const { draftId, terms, state } = draft;
  if (state !== 'open') return draft;
  const inForce = (await catalog.policy(terms.policyId))?.version ?? 0;
  if (inForce <= draft.basedOn) return draft;
  const versions = await catalog.policyVersions(terms.policyId);
  // Only the version in force counts: another may have been written without ever coming in force.
  const put = versions.find((each) => each.draftId === draftId && each.version === inForce);
  if (put?.approvedBy === undefined || put.putAt === undefined) return draft;
  const end = {
    state: 'live' as const,
    approvedBy: put.approvedBy,
    decidedAt: put.putAt,
    version: put.version,
  };
  await drafts.end(draftId, end);
  return { ...draft, ...end };
}

const shownTo = (person: string, draft: PolicyDraft): Draft => ({
  ...draft,
  policyId: draft.terms.policyId,
  mayApprove: draft.state === 'open' ? mayApprove(person, draft) : `It is ${draft.state} already.`,
});
