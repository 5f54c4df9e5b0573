import { Hono } from 'hono';
import * as z from 'zod';
import { isTripped, type Trip } from '../../../domain/breaker.ts';
import { audit } from '../audited.ts';
import type { ApiNeed } from './need.ts';
import { changeMode, inForce, type ModeChange } from './policies.ts';
import { ApiProblem } from './problem.ts';
import { readBody } from './request.ts';

const ResumeRequest = z.strictObject({ policyId: z.string().min(1).max(100).optional() });

export interface ResumeResult {
  resumed: ModeChange[];
}

/** `/resume`: a paused policy goes live again; without a name, every policy that its breaker has paused. */
export const resumeRoutes = (need: ApiNeed): Hono =>
  new Hono().post('/', async (c) => {
    const { policyId } = await readBody(c, ResumeRequest);
    const asked = policyId === undefined ? [...(await standingTrips(need)).keys()] : [policyId];
    await audit(c, need, { subject: { kind: 'policy', id: asked.join(', ') || 'none' }, details: {} });
    const resumed: ModeChange[] = [];
    for (const each of asked) resumed.push(await resume(need, each));
    return c.json({ resumed } satisfies ResumeResult);
  });

async function resume(need: ApiNeed, policyId: string): Promise<ModeChange> {
  const { mode } = await inForce(need, policyId);
  if (mode === 'live') return { policyId, before: mode, mode, repriced: 0 };
  if (mode === 'shadow')
    throw new ApiProblem(409, 'Conflict', `policy ${policyId} is in shadow, not paused; set its mode`);
  return changeMode(need, policyId, 'live');
}

/** The policies that their breaker holds paused, each with what it tripped over. */
export async function standingTrips({ catalog }: Pick<ApiNeed, 'catalog'>): Promise<Map<string, Trip>> {
  const standing = new Map<string, Trip>();
  for (const policy of await catalog.policies()) {
    const trip = policy.mode === 'paused' ? await catalog.trip(policy.policyId) : undefined;
    if (isTripped(policy, trip)) standing.set(policy.policyId, trip);
  }
  return standing;
}

/** The same for people, by policy. */
export const tripTexts = async (need: Pick<ApiNeed, 'catalog'>): Promise<Record<string, string>> =>
  Object.fromEntries(
    [...(await standingTrips(need))].map(([policyId, { at, why }]) => [policyId, `paused at ${at}: ${why}`]),
  );
