import { Hono } from 'hono';
import * as z from 'zod';
import type { VersionNote } from '../../../adapters/catalog.ts';
import { isTripped, type Trip } from '../../../domain/breaker.ts';
import { Mode, type Policy, PolicyTerms } from '../../../domain/policy.ts';
import { policyWarnings } from '../../../domain/policy-check/index.ts';
import type { DeployedModel } from '../../../tasks/models.ts';
import { audit } from '../audited.ts';
import { callerOf } from '../caller.ts';
import { repriceEach } from './emit.ts';
import type { ApiNeed } from './need.ts';
import { ApiProblem, describeFaults, type Fault, faultsOf, notFound } from './problem.ts';
import { readBody, readQuery } from './request.ts';

export interface PolicyDetail {
  policyId: string;
  version: number;
  terms: PolicyTerms;
  /** The version in force, and the mode, whichever version was asked for. */
  inForce: { version: number; mode: Mode; modeSince?: string };
  /** What the policy's breaker last tripped over; `tripped`: that is why it is paused. */
  trip?: Trip;
  tripped: boolean;
}

/** `problems`: the terms can't be put. `warnings`: they can, but they don't do what they seem to say. */
export interface PolicyCheck {
  valid: boolean;
  problems: Fault[];
  warnings: Fault[];
}

export interface PolicyPut {
  policyId: string;
  version: number;
  mode: Mode;
  repriced: number;
  warnings: Fault[];
}

export interface ModeChange {
  policyId: string;
  before: Mode;
  mode: Mode;
  repriced: number;
}

const VersionQuery = z.strictObject({ version: z.coerce.number().pipe(z.int().positive()).optional() });
const ModeBody = z.strictObject({ mode: Mode });

/** `/policies`: terms in immutable versions, and the mode. */
export const policyRoutes = (need: ApiNeed): Hono =>
  new Hono()
    .get('/', async (c) => c.json({ policies: await need.catalog.policies() }))
    .post('/check', async (c) => c.json(checkPolicy(need, await readBody(c, z.unknown()))))
    .get('/:id', async (c) =>
      c.json(await detail(need, c.req.param('id'), readQuery(c, VersionQuery).version)),
    )
    .put('/:id', async (c) => {
      const policyId = c.req.param('id');
      const terms = termsFor(policyId, await readBody(c, z.unknown()));
      const { id: by, client } = callerOf(c);
      // The command line is for whoever could change the store itself; its versions show that nobody approved them.
      if (client !== 'cli' && (await need.catalog.policy(policyId)) !== undefined)
        throw new ApiProblem(
          409,
          'Takes two',
          `another version of ${policyId} takes a draft and a second person`,
        );
      await audit(c, need, { subject: { kind: 'policy', id: policyId }, details: { terms } });
      return c.json(await putPolicy(need, terms, { by, putAt: need.clock() }));
    })
    .post('/:id/mode', async (c) => {
      const policyId = c.req.param('id');
      const { mode } = await readBody(c, ModeBody);
      const { mode: before } = await inForce(need, policyId);
      await audit(c, need, { subject: { kind: 'policy', id: policyId }, details: { before, mode } });
      return c.json(await changeMode(need, policyId, mode));
    });

function checkPolicy(need: ApiNeed, input: unknown): PolicyCheck {
  const parsed = PolicyTerms.safeParse(input);
  if (!parsed.success) return { valid: false, problems: faultsOf(parsed.error), warnings: [] };
  return { valid: true, problems: [], warnings: warningsOf(need, parsed.data) };
}

const warningsOf = ({ models }: ApiNeed, terms: PolicyTerms): Fault[] => [
  ...policyWarnings(terms),
  ...undeployed(models, terms),
];

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

export async function inForce({ catalog }: ApiNeed, policyId: string): Promise<Policy> {
  const policy = await catalog.policy(policyId);
  if (policy === undefined) throw notFound(`there is no policy ${policyId}`);
  return policy;
}

async function detail(need: ApiNeed, policyId: string, asked: number | undefined): Promise<PolicyDetail> {
  const [{ version, mode, modeSince, ...current }, trip] = await Promise.all([
    inForce(need, policyId),
    need.catalog.trip(policyId),
  ]);
  const terms =
    asked === undefined || asked === version ? current : await need.catalog.policyVersion(policyId, asked);
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

/** The terms in a body. Throws a problem that names each field that is wrong. */
export function termsOf(body: unknown): PolicyTerms {
  const parsed = PolicyTerms.safeParse(body);
  if (!parsed.success) {
    const faults = faultsOf(parsed.error);
    throw new ApiProblem(400, 'Bad request', describeFaults(faults), faults);
  }
  return parsed.data;
}

/** Puts the terms in force and reprices what they are for; `basedOn`: only in place of this version. */
export async function putPolicy(
  need: ApiNeed,
  terms: PolicyTerms,
  note: VersionNote,
  basedOn?: number,
): Promise<PolicyPut> {
  const { policyId } = terms;
  const policy = await need.catalog.putPolicy(terms, note, basedOn);
  if (policy === undefined)
    throw new ApiProblem(
      409,
      'Conflict',
      `another version of ${policyId} was put at the same time; look at it first`,
    );
  const { version, mode } = policy;
  const repriced = await repriceProductsOf(need, policyId, `policy ${policyId} is now version ${version}`);
  return { policyId, version, mode, repriced, warnings: warningsOf(need, terms) };
}

/** Sets the mode by a person's word, and reprices what that lets go on. */
export async function changeMode(need: ApiNeed, policyId: string, mode: Mode): Promise<ModeChange> {
  const { mode: before } = await inForce(need, policyId);
  if (!(await need.catalog.setMode(policyId, mode, { at: need.clock() })))
    throw notFound(`there is no policy ${policyId}`);
  const resumes = mode !== before && (before === 'paused' || mode === 'live');
  const why = `policy ${policyId} went from ${before} to ${mode}`;
  return { policyId, before, mode, repriced: resumes ? await repriceProductsOf(need, policyId, why) : 0 };
}

async function repriceProductsOf(need: ApiNeed, policyId: string, why: string): Promise<number> {
  // An event that comes too soon would be judged on what was just replaced, and nobody would ask again.
  await need.termsSettled();
  return repriceEach(need, why, (product) => product.policyId === policyId);
}
