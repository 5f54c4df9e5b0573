import type { PriceStates } from '../adapters/price-state.ts';
import type { RebuildProgress, Verified, VerifyLine } from '../domain/record/upkeep-lines.ts';
import { type Rebuilder, rebuildCache } from './rebuild-cache.ts';
import { type Verifier, verifyCache } from './verify-cache.ts';

/** Compares the cache with the record and the ledger, and fills it again; both tell how far they are. */
export interface CacheCare {
  verify(): AsyncGenerator<VerifyLine, Verified>;
  rebuild(): AsyncGenerator<RebuildProgress, RebuildProgress>;
}

/** Care of a cache that this process reaches itself. */
export const directCacheCare = (
  deps: Verifier & Rebuilder & { priceStates: Pick<PriceStates, 'count'> },
): CacheCare => ({
  async *verify() {
    yield { total: await deps.priceStates.count() };
    return yield* verifyCache(deps);
  },
  rebuild: () => rebuildCache(deps),
});
