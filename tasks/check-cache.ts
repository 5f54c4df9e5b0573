import type { CacheSentinel } from '../adapters/cache-sentinel.ts';
import type { DifferenceKind } from '../domain/price-check.ts';
import { type Verified, type Verifier, verifyCache } from './verify-cache.ts';

/** What a rebuild mends. */
const MENDED: DifferenceKind[] = ['missing-in-redis', 'older-in-redis', 'other-price-in-redis'];

/** Compares cache, record and ledger, reports the counts, and has the cache filled again where a rebuild helps. */
export const checkCache =
  (need: Verifier & { sentinel: CacheSentinel; report(verified: Verified): void }) =>
  async (): Promise<Verified> => {
    const verified = await verifyToEnd(need);
    if (MENDED.some((kind) => verified.differences[kind] !== undefined)) await need.sentinel.forget();
    need.report(verified);
    return verified;
  };

async function verifyToEnd(need: Verifier): Promise<Verified> {
  const verifying = verifyCache(need);
  for (;;) {
    const { done, value } = await verifying.next();
    if (done) return value;
  }
}
