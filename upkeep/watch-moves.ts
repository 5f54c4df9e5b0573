import type { Catalog } from '../adapters/catalog.ts';
import type { Clock } from '../adapters/clock.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { type OnUnreadable, unlessUnreadable } from '../adapters/stored-item.ts';
import { isTripped, moveTally, type Trip } from '../domain/decision/breaker.ts';
import type { Policy } from '../domain/policy/policy.ts';
import type { UnreadableItem } from '../domain/values/errors.ts';

/** The result of one run. */
export interface Watched {
  /** Policies that it paused. */
  tripped: { policyId: string; trip: Trip }[];
  /** Policies that a breaker keeps paused, including these. */
  standing: string[];
  /** Unreadable items, one line each. An unreadable product or policy sets no prices. */
  unreadable: string[];
  /** Policies whose version in force was put by one person although two were required. */
  alone: string[];
}

/**
 * Pauses every live policy if too many of its products moved too far. It has no memory: the price states hold the moves, so
 * the next run makes up for a missed one. An unreadable state counts as moved.
 */
export const watchMoves =
  (deps: { catalog: Catalog; priceStates: PriceStates; clock: Clock; report(watched: Watched): void }) =>
  async (): Promise<Watched> => {
    const { catalog, priceStates, clock } = deps;
    const tally = moveTally(clock());
    const policies = new Map<string, Policy | undefined>();
    const unreadable: string[] = [];
    const skip = ({ message }: UnreadableItem) => void unreadable.push(message);
    for await (const product of catalog.products(skip)) {
      const { policyId } = product;
      // Uses the policy as it was at its first product: a policy that is resumed meanwhile is not paused over older moves.
      if (!policies.has(policyId))
        policies.set(policyId, await unlessUnreadable(catalog.policy(policyId), skip));
      const policy = policies.get(policyId);
      if (policy !== undefined) tally.addProduct(product, policy);
    }
    const skipState = (item: UnreadableItem) => {
      skip(item);
      tally.addUnreadable(Object.values(item.key).join());
    };
    if (tally.watching()) for await (const state of priceStates.all(skipState)) tally.addState(state);

    const tripped: Watched['tripped'] = [];
    for (const { policy, trip } of tally.trips()) {
      const change = { trip, liveSince: policy.modeSince };
      if (await catalog.setMode(policy.policyId, 'paused', change))
        tripped.push({ policyId: policy.policyId, trip });
    }
    const standing = await standingTrips(catalog, [...policies.keys()], skip);
    const alone = await putAlone(catalog, [...policies.keys()], skip);
    const watched = { tripped, standing, alone, unreadable: [...new Set(unreadable)] };
    deps.report(watched);
    return watched;
  };

async function putAlone(catalog: Catalog, policyIds: string[], skip: OnUnreadable): Promise<string[]> {
  const alone: string[] = [];
  for (const policyId of policyIds) {
    const version = (await unlessUnreadable(catalog.policy(policyId), skip))?.version;
    const notes = await catalog.policyVersions(policyId);
    if (notes.some((each) => each.version === version && each.brokeGlass)) alone.push(policyId);
  }
  return alone;
}

async function standingTrips(catalog: Catalog, policyIds: string[], skip: OnUnreadable): Promise<string[]> {
  const standing: string[] = [];
  for (const policyId of policyIds) {
    const policy = await unlessUnreadable(catalog.policy(policyId), skip);
    if (policy?.mode !== 'paused') continue;
    const trip = await unlessUnreadable(catalog.trip(policyId), skip);
    if (isTripped(policy, trip)) standing.push(policyId);
  }
  return standing;
}
