import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import * as z from 'zod';
import type { PolicyDraft } from '../../../adapters/policy-drafts.ts';
import { mayApprove } from '../../../domain/four-eyes.ts';
import { Why } from '../../../domain/inventory-event.ts';
import type { Draft, Drafts } from '../../contract/policies.ts';
import { audit } from '../audited.ts';
import { callerOf } from '../caller.ts';
import type { ApiNeed } from './need.ts';
import { putPolicy, termsOf } from './policies.ts';
import { ApiProblem, notFound } from './problem.ts';
import { readBody, readQuery } from './request.ts';

const ListQuery = z.strictObject({ policy: z.string().min(1).optional() });
const NewDraft = z.strictObject({ terms: z.unknown(), why: Why });

/** `/policy-drafts`: terms that go live by the word of a second person. */
export const draftRoutes = (need: ApiNeed): Hono =>
  new Hono()
    .get('/', async (c) => {
      const { policy } = readQuery(c, ListQuery);
      const drafts = (await need.drafts.list()).filter(
        ({ terms }) => policy === undefined || terms.policyId === policy,
      );
      const shown = await Promise.all(
        drafts.map(async (each) => shownTo(callerOf(c).id, await settled(need, each))),
      );
      return c.json({ drafts: shown } satisfies Drafts);
    })
    .post('/', async (c) => {
      const { terms: body, why } = await readBody(c, NewDraft);
      const terms = termsOf(body);
      const { id: by } = callerOf(c);
      const basedOn = await versionInForce(need, terms.policyId);
      const draftId = randomUUID();
      const about = {
        subject: { kind: 'policy', id: terms.policyId },
        details: { draftId, basedOn, why, terms },
      };
      await audit(c, need, about);
      const draft: PolicyDraft = { draftId, terms, basedOn, by, at: need.clock(), why, state: 'open' };
      await need.drafts.put(draft);
      return c.json(shownTo(by, draft));
    })
    .post('/:id/approve', async (c) => {
      await readBody(c, z.strictObject({}));
      const draft = await openDraft(need, c.req.param('id'));
      const { draftId, terms, basedOn, by, why } = draft;
      const { id: approvedBy } = callerOf(c);
      const may = mayApprove(approvedBy, draft);
      if (may !== true) throw new ApiProblem(403, 'Not allowed', may);
      const version = await versionInForce(need, terms.policyId);
      if (version !== basedOn)
        throw new ApiProblem(
          409,
          'Conflict',
          `it was written when version ${basedOn} of ${terms.policyId} was in force, and now ${version} is; write it anew`,
        );
      const details = { draftId, basedOn, by, why, terms };
      await audit(c, need, { subject: { kind: 'policy', id: terms.policyId }, details });
      const decidedAt = need.clock();
      // The version is put once, whoever approves at the same time; the draft follows it.
      const put = await putPolicy(need, terms, { by, approvedBy, putAt: decidedAt, why, draftId }, basedOn);
      await need.drafts.end(draftId, { state: 'live', approvedBy, decidedAt, version: put.version });
      return c.json(shownTo(approvedBy, await draftOf(need, draftId)));
    })
    .post('/:id/withdraw', async (c) => {
      await readBody(c, z.strictObject({}));
      const { draftId, terms } = await openDraft(need, c.req.param('id'));
      await audit(c, need, { subject: { kind: 'policy', id: terms.policyId }, details: { draftId } });
      if (!(await need.drafts.end(draftId, { state: 'withdrawn', decidedAt: need.clock() })))
        throw new ApiProblem(409, 'Conflict', 'somebody has decided it meanwhile');
      return c.json(shownTo(callerOf(c).id, await draftOf(need, draftId)));
    });

async function versionInForce({ catalog }: ApiNeed, policyId: string): Promise<number> {
  return (await catalog.policy(policyId))?.version ?? 0;
}

async function draftOf(need: ApiNeed, draftId: string): Promise<PolicyDraft> {
  const draft = await need.drafts.read(draftId);
  if (draft === undefined) throw notFound(`there is no draft ${draftId}`);
  return settled(need, draft);
}

async function openDraft(need: ApiNeed, draftId: string): Promise<PolicyDraft> {
  const draft = await draftOf(need, draftId);
  if (draft.state !== 'open') throw new ApiProblem(409, 'Conflict', `the draft is ${draft.state} already`);
  return draft;
}

// Whoever approved it may have died between the version and the draft: the version tells.
async function settled({ catalog, drafts }: ApiNeed, draft: PolicyDraft): Promise<PolicyDraft> {
  const { draftId, terms, state } = draft;
  if (state !== 'open') return draft;
  const inForce = (await catalog.policy(terms.policyId))?.version ?? 0;
  if (inForce <= draft.basedOn) return draft;
  const versions = await catalog.policyVersions(terms.policyId);
  // Only the one in force: another may have been put without ever coming in force.
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
