import { isTripped, type Trip } from '../../domain/decision/breaker.ts';
import type { ApiDeps } from '../deps.ts';

/** The policies that their breaker holds paused, each with what it tripped over. */
export async function trippedPolicies({ catalog }: Pick<ApiDeps, 'catalog'>): Promise<Map<string, Trip>> {
  const tripped = new Map<string, Trip>();
  for (const policy of await catalog.policies()) {
    const trip = policy.mode === 'paused' ? await catalog.trip(policy.policyId) : undefined;
    if (isTripped(policy, trip)) tripped.set(policy.policyId, trip);
  }
  return tripped;
}

/** The trips as text, by policy. */
export const tripTexts = async (deps: Pick<ApiDeps, 'catalog'>): Promise<Record<string, string>> =>
  Object.fromEntries(
    [...(await trippedPolicies(deps))].map(([policyId, { at, why }]) => [
      policyId,
      `paused at ${at}: ${why}`,
    ]),
  );
