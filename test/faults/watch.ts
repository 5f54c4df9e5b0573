import type { CacheHead } from '../../adapters/price-cache.ts';
import type { Stores } from './market.ts';

/** Observations during the run that the stores no longer show afterwards. */
export interface Seen {
  /** Event id -> its first outcome. */
  outcomes: Map<string, string>;
  /** Every commit of a price state: event, outcome, revision. */
  commits: { eventId: string; outcome: string; revision: number }[];
  /** Broken promises, in the order of their observation. */
  broken: string[];
}

export const nothingSeen = (): Seen => ({ outcomes: new Map(), commits: [], broken: [] });

/**
 * Stores that check every write: an outcome never changes, a revision rises by one, and within an epoch Redis never goes
 * back.
 */
export function watched(stores: Stores, seen: Seen): Stores {
  const { ledger, priceStates, cache } = stores;
  const neverBack = async <T>(productIds: string[], put: () => Promise<T>): Promise<T> => {
    const before = await cache.heads(productIds);
    const answer = await put();
    const after = await cache.heads(productIds);
    for (const [at, productId] of productIds.entries()) {
      const [from, to] = [shownIn(before[at]), shownIn(after[at])];
      if (from.epoch === to.epoch && to.revision < from.revision)
        seen.broken.push(`Redis went from revision ${from.revision} of ${productId} back to ${to.revision}`);
    }
    return answer;
  };
  return {
    ...stores,
    ledger: {
      ...ledger,
      async close(eventId, closing) {
        const closed = await ledger.close(eventId, closing);
        const outcome = (await ledger.read(eventId))?.outcome ?? 'none';
        const before = seen.outcomes.get(eventId);
        if (before !== undefined && before !== outcome)
          seen.broken.push(`${eventId} had the outcome ${before}, and now ${outcome}`);
        seen.outcomes.set(eventId, outcome);
        return closed;
      },
    },
    priceStates: {
      ...priceStates,
      async commit(next, eventId) {
        const before = await priceStates.read(next.productId);
        const done = await priceStates.commit(next, eventId);
        if (!done) return done;
        seen.commits.push({
          eventId,
          outcome: next.unsettled[eventId]?.outcome ?? 'none',
          revision: next.revision,
        });
        if (next.revision !== (before?.revision ?? 0) + 1)
          seen.broken.push(
            `${eventId} was committed as revision ${next.revision} on ${before?.revision ?? 'nothing'}`,
          );
        if ((next.sequence ?? -1) < (before?.sequence ?? -1))
          seen.broken.push(`${eventId} took the sequence from ${before?.sequence} back to ${next.sequence}`);
        return done;
      },
    },
    cache: {
      ...cache,
      put: async (productId, epoch, price) =>
        neverBack([productId], () => cache.put(productId, epoch, price)),
      putMany: async (puts) =>
        neverBack(
          puts.map(({ productId }) => productId),
          () => cache.putMany(puts),
        ),
    },
  };
}

const shownIn = (head: CacheHead | undefined): { epoch: string | undefined; revision: number } => {
  const { epoch, price } = head ?? {};
  return { epoch, revision: price?.['price.revision'] ?? 0 };
};
