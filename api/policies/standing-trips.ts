import { isTripped, type Trip } from '../../domain/decision/breaker.ts';
import type { ApiDeps } from '../deps.ts';

/** The policies that are paused by their breaker, each with its trip. */
export async function standingTrips({ catalog }: Pick<ApiDeps, 'catalog'>): Promise<Map<string, Trip>> {
  const standing = new Map<string, Trip>();
  for (const policy of await catalog.policies()) {
    const trip = policy.mode === 'paused' ? await catalog.trip(policy.policyId) : undefined;
    if (isTripped(policy, trip)) standing.set(policy.policyId, trip);
  }
  return standing;
}

/** The trips as text, by policy. */
export const tripTexts = async (deps: Pick<ApiDeps, 'catalog'>): Promise<Record<string, string>> =>
  Object.fromEntries(
    [...(await standingTrips(deps))].map(([policyId, { at, why }]) => [policyId, `paused at ${at}: ${why}`]),
  );
