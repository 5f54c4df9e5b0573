import type { PolicyTerms } from '../../domain/policy/policy.ts';
import { modelAt } from '../../tasks/models.ts';
import { audit, noAudit } from '../access/audited.ts';
import type { ApiDeps } from '../deps.ts';
import { rowOf, viewOf } from '../events/row-of.ts';
import { askDeployed } from '../judge-again/ask-deployed.ts';
import { checkDecision, recordOf, supposeDecision } from '../judge-again/one-decision.ts';
import { termsOf } from '../policies/terms.ts';
import { ApiProblem, notFound } from '../problem.ts';
import type { JUDGED_AGAIN_ROUTES, WhatIfAsked } from '../routes/judged-again.ts';
import type { Handlers } from '../serve.ts';

type Deps = Parameters<typeof recordOf>[0] & Pick<ApiDeps, 'catalog' | 'ledger' | 'models' | 'audit'>;

/** Judges one event again from its record. Writes only the audit entry of the view. */
export const judgeAgainHandlers = (deps: Deps): Handlers<typeof JUDGED_AGAIN_ROUTES> => ({
  'GET /events/:id/judged-again': async ({ c, params }) => {
    const row = await rowOf(deps, params.id);
    const found = await recordOf(deps, row);
    if (found.found || found.lacks !== 'decision') await audit(c, deps, viewOf(row));
    else noAudit(c);
    return checkDecision(row, found);
  },
  'POST /events/:id/what-if': async ({ c, params, body }) => {
    const row = await rowOf(deps, params.id);
    const terms = await termsFor(deps, body);
    const model = body.model === undefined ? undefined : deployed(deps, body.model);
    const found = await recordOf(deps, row);
    if (!found.found) throw new ApiProblem(409, 'Not in the record', found.why);
    await audit(c, deps, viewOf(row, { ...body, ...(terms ? { terms } : {}) }));
    const hypothesis = {
      ...(terms ? { terms } : {}),
      ask: askDeployed(deps.models, model),
      always: model !== undefined,
    };
    try {
      return await supposeDecision(row, found.record, hypothesis);
    } catch (error) {
      const { name, message } = error as Error;
      if (!name.startsWith('Model')) throw error;
      throw new ApiProblem(503, 'No answer from the model', message);
    }
  },
});

async function termsFor({ catalog }: Deps, { terms, policy }: WhatIfAsked): Promise<PolicyTerms | undefined> {
  if (terms !== undefined) return termsOf(terms);
  if (policy === undefined) return undefined;
  const found = await catalog.policyVersion(policy.policyId, policy.version);
  if (found === undefined)
    throw notFound(`the catalog has no version ${policy.version} of policy ${policy.policyId}`);
  return found;
}

function deployed({ models }: Deps, endpoint: string): string {
  try {
    return modelAt(models, endpoint).endpoint;
  } catch (error) {
    throw notFound((error as Error).message);
  }
}
