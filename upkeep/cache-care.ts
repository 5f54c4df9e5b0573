import type { PriceStates } from '../adapters/price-state.ts';
import type { RebuildProgress, Verified, VerifyLine } from '../domain/record/upkeep-lines.ts';
import { type Rebuilder, rebuildCache } from './rebuild-cache.ts';
import { type Verifier, verifyCache } from './verify-cache.ts';

/** Compares the cache with record and ledger, and rebuilds it; both report their progress. */
export interface CacheCare {
  verify(): AsyncGenerator<VerifyLine, Verified>;
  rebuild(): AsyncGenerator<RebuildProgress, RebuildProgress>;
}

/** Care of a cache that this process can reach. */
export const directCacheCare = (
  deps: Verifier & Rebuilder & { priceStates: Pick<PriceStates, 'count'> },
): CacheCare => ({
  async *verify() {
    yield { total: await deps.priceStates.count() };
    return yield* verifyCache(deps);
  },
  rebuild: () => rebuildCache(deps),
});
