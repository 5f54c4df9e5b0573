import type { Catalog } from '../adapters/catalog.ts';
import type { Clock } from '../adapters/clock.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { type OnUnreadable, unlessUnreadable } from '../adapters/stored-item.ts';
import { isTripped, moveTally, type Trip } from '../domain/decision/breaker.ts';
import type { Policy } from '../domain/policy/policy.ts';
import type { UnreadableItem } from '../domain/values/errors.ts';

/** What came of one look. */
export interface Watched {
  /** Policies that were paused by it. */
  tripped: { policyId: string; trip: Trip }[];
  /** Policies that are paused by their breaker now, those included. */
  pausedByBreaker: string[];
  /** Items that can't be read, each in a line that names it. A product or policy of those prices nothing meanwhile. */
  unreadable: string[];
  /** Policies whose version in force one person put where it takes two. */
  alone: string[];
}

/**
 * Pauses every live policy too many of whose products moved too far. It remembers nothing: what it goes by is in the price
 * states, so a look that was missed is made up for by the next one. A state that can't be read counts as one that moved.
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
      // As it was at the first of its products: one that is resumed meanwhile is not paused over moves from before.
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
    const pausedByBreaker = await stillPaused(catalog, [...policies.keys()], skip);
    const alone = await putAlone(catalog, [...policies.keys()], skip);
    const watched = { tripped, pausedByBreaker, alone, unreadable: [...new Set(unreadable)] };
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

async function stillPaused(catalog: Catalog, policyIds: string[], skip: OnUnreadable): Promise<string[]> {
  const paused: string[] = [];
  for (const policyId of policyIds) {
    const policy = await unlessUnreadable(catalog.policy(policyId), skip);
    if (policy?.mode !== 'paused') continue;
    const trip = await unlessUnreadable(catalog.trip(policyId), skip);
    if (isTripped(policy, trip)) paused.push(policyId);
  }
  return paused;
}
