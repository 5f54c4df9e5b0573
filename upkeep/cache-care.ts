import type { PriceStates } from '../adapters/price-state.ts';
import { type Rebuilder, type RebuildProgress, rebuildCache } from './rebuild-cache.ts';
import { type Verification, type Verified, type Verifier, verifyCache } from './verify-cache.ts';

/** `total`: how many products there are to check, about. `unlisted`: differences that were counted and are not told. */
export type VerifyLine = { total: number } | Verification | { unlisted: number };

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
