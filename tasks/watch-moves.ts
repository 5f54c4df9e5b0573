import type { Catalog } from '../adapters/catalog.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { isTripped, moveTally, type Trip } from '../domain/breaker.ts';
import type { Policy } from '../domain/policy.ts';
import type { Clock } from './clock.ts';

/** What came of one look. */
export interface Watched {
  /** Policies that were paused by it. */
  tripped: { policyId: string; trip: Trip }[];
  /** Policies that their breaker holds paused now, those included. */
  standing: string[];
}

/**
 * Pauses every live policy too many of whose products moved too far. It remembers nothing: what it goes by is in the price
 * states, so a look that was missed is made up for by the next one.
 */
export const watchMoves =
  (need: { catalog: Catalog; priceStates: PriceStates; clock: Clock; report(watched: Watched): void }) =>
  async (): Promise<Watched> => {
    const { catalog, priceStates, clock } = need;
    const tally = moveTally(clock());
    const policies = new Map<string, Policy | undefined>();
    for await (const product of catalog.products()) {
      const { policyId } = product;
      // As it was at the first of its products: one that is resumed meanwhile is not paused over moves from before.
      if (!policies.has(policyId)) policies.set(policyId, await catalog.policy(policyId));
      const policy = policies.get(policyId);
      if (policy !== undefined) tally.addProduct(product, policy);
    }
    if (tally.watching()) for await (const state of priceStates.all()) tally.addState(state);

    const tripped: Watched['tripped'] = [];
    for (const { policy, trip } of tally.trips()) {
      const change = { trip, liveSince: policy.modeSince };
      if (await catalog.setMode(policy.policyId, 'paused', change))
        tripped.push({ policyId: policy.policyId, trip });
    }
    const standing = await standingTrips(catalog, [...policies.keys()]);
    const watched = { tripped, standing };
    need.report(watched);
    return watched;
  };

async function standingTrips(catalog: Catalog, policyIds: string[]): Promise<string[]> {
  const standing: string[] = [];
  for (const policyId of policyIds) {
    const policy = await catalog.policy(policyId);
    if (policy?.mode === 'paused' && isTripped(policy, await catalog.trip(policyId))) standing.push(policyId);
  }
  return standing;
}
